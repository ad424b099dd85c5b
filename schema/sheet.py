"""What all sheets have in common: a title, typed columns under Chinese headers, rules between the columns of a row and between rows."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from annotated_types import Ge, Gt, Le, MaxLen
from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from schema.across import Across
from schema.between import Between
from schema.columns import Column, Of
from schema.rules import Rule, broken_rules


@dataclass(frozen=True)
class About:
    """What a sheet is: English name, number in the data contract, title in the workbook, how often it is filled.

    ``returns`` marks sheets in which every period restates the whole (月报, 季报); ledgers add a row an event.
    ``event_date`` names the one column that cadences and ``in_force`` look at. A master workbook may lack an ``optional`` sheet:
    nothing but its own subject rests on it.
    """

    name: str
    code: str
    title: str
    frequency: str = ""
    returns: bool = False
    event_date: str | None = None
    optional: bool = False


class Sheet(BaseModel):
    """A row of a sheet. Adding a sheet is a module like its siblings and one line in the registry."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_by_name=True, validate_by_alias=True)

    about: ClassVar[About]
    rules: ClassVar[tuple[Rule, ...]] = ()
    between: ClassVar[tuple[Between, ...]] = ()
    across: ClassVar[tuple[Across, ...]] = ()

    @model_validator(mode="after")
    def _keep_rules(self) -> Self:
        broken = broken_rules(self.rules, "block", self)
        if broken:
            raise PydanticCustomError("rules", "{codes}", {"codes": ", ".join(rule.code for rule, _ in broken), "broken": broken})
        return self

    @classmethod
    @cache
    def columns(cls) -> tuple[Column, ...]:
        """The columns in the order they stand in a workbook: the sheet's own, then those all branch sheets share."""
        fields = sorted(cls.model_fields.items(), key=lambda item: item[0] not in cls.__annotations__)
        return tuple(_column(name, field) for name, field in fields)

    @classmethod
    @cache
    def column(cls, name: str) -> Column:
        """The column of this English name."""
        return next(column for column in cls.columns() if column.name == name)

    @classmethod
    @cache
    def required_columns(cls) -> tuple[Column, ...]:
        """The columns that may not stay blank."""
        return tuple(column for column in cls.columns() if column.required)

    @classmethod
    def read(cls, name: str, typed: object) -> Any:
        """What a cell of one column stands for, the row's rules apart. Raises pydantic's ValidationError."""
        return _reader(cls, name).validate_python(typed)

    @classmethod
    @cache
    def key_columns(cls) -> tuple[str, ...]:
        """The columns that together name a row; empty where rows have no name of their own."""
        return tuple(column.name for column in cls.columns() if column.key)


def _choices(annotation: Any) -> tuple[str, ...]:
    if getattr(annotation, "__origin__", None) is Literal:
        return get_args(annotation)
    return next((found for part in get_args(annotation) if (found := _choices(part))), ())


def _column(name: str, field: Any) -> Column:
    bounds = {type(mark): mark for mark in field.metadata}
    return Column(
        name=name,
        header=field.alias,
        kind=bounds[Of].kind,
        choices=_choices(field.annotation),
        least=bounds[Ge].ge if Ge in bounds else bounds[Gt].gt if Gt in bounds else None,
        most=bounds[Le].le if Le in bounds else None,
        longest=bounds[MaxLen].max_length if MaxLen in bounds else None,
        **field.json_schema_extra,
    )


@cache
def _reader(model: type[Sheet], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    return TypeAdapter(Annotated[(field.annotation, *field.metadata)])  # type: ignore[arg-type]
