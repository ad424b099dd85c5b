"""Reading a chart's spec: layers by mark, rows of the drawn frame."""

from typing import Any

import altair as alt


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    return chart.to_dict()


def drawn(chart: alt.LayerChart) -> list[dict[str, Any]]:
    """Rows of the frame all layers share."""
    made = spec(chart)
    return made["datasets"][made["data"]["name"]] if "data" in made else []


def layers(chart: alt.LayerChart, mark: str) -> list[dict[str, Any]]:
    return [layer for layer in spec(chart)["layer"] if layer["mark"]["type"] == mark]


def data_of(chart: alt.LayerChart, layer: dict[str, Any]) -> list[dict[str, Any]]:
    return spec(chart)["datasets"][layer["data"]["name"]]


def channels(chart: alt.LayerChart, name: str) -> list[dict[str, Any]]:
    return [layer["encoding"][name] for layer in spec(chart)["layer"] if name in layer.get("encoding", {})]
