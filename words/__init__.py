"""Chinese and English wording: codes and values in, sentences, numbers and dates for people out."""

from words.catalogue import LANGUAGES, has, text

__all__ = ["LANGUAGES", "has", "text"]
