"""What a session remembers: its language, which snapshot it looks at and, in the demo, which federation. All stand in the address too."""

import streamlit as st

from words import LANGUAGES, text

_KEPT = {"lang": LANGUAGES[0], "fed": "nanjiang", "no": ""}
_ASKED = "no_in_address"


def remembered(name: str) -> str:
    """The session's choice of ``lang``, ``fed`` or ``no``: from the address at first, from then on what was chosen."""
    key = f"kept_{name}"
    found = st.session_state.get(key)  # asked for with every word on a page, so once
    if found is None:
        found = st.session_state[key] = st.query_params.get(name, _KEPT[name])
    return str(found)


def remember(name: str, choice: str) -> None:
    """Keep a choice for the session and in the address, so that it outlives a reload."""
    st.session_state[f"kept_{name}"] = choice


def keep_address() -> None:
    """Write choices that are not the default into the address, which a click on the menu empties. A link may ask for another snapshot."""
    asked = st.query_params.get("no", "")
    if asked and asked != st.session_state.get(_ASKED):
        remember("no", asked)
    st.session_state[_ASKED] = remembered("no")
    for name, default in _KEPT.items():
        if remembered(name) != default:
            st.query_params[name] = remembered(name)
        elif name in st.query_params:
            del st.query_params[name]


def language() -> str:
    """The language of this session, a known one."""
    chosen = remembered("lang")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def t(code: str, /, **values: object) -> str:
    """The wording of a code in the session's language."""
    return text(code, language(), **values)


def speak() -> None:
    """Tell the browser which language the page is in, or Chinese is read out as English: Streamlit's page always says ``en``."""
    with st.container(key="spoken"):
        st.html(f'<script>document.documentElement.lang = "{language().replace("_", "-")}"</script>', unsafe_allow_javascript=True)
