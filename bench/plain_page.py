"""The overview as a Streamlit page is usually written: the peer of ``bench/screens.py``, which says where its facts lie."""

import os

import altair as alt
import pandas as pd
import streamlit as st

MOST, RATES = 6, 10
TARGET = 900_000


@st.cache_data
def facts() -> pd.DataFrame:
    return pd.read_parquet(os.environ["FACTS"])


@st.cache_data
def goals(month: int) -> pd.DataFrame:
    found = facts()
    totals = found[found["month"] <= month].groupby("goal")["value"].sum().reset_index()
    totals["percent"] = totals["value"] / TARGET * 100
    totals["now"] = month / 12 * 100
    totals["lamp"] = (totals["percent"] - totals["now"]).map(lambda gap: "behind" if gap < -10 else "slow" if gap < 0 else "on pace")
    return totals.sort_values("percent")


@st.cache_data
def worst(month: int) -> pd.DataFrame:
    found = facts()
    return found[found["month"] <= month].groupby("branch")["value"].sum().nsmallest(3).reset_index()


def bullets(rows: pd.DataFrame) -> alt.LayerChart:
    base = alt.Chart(rows).encode(y="goal:N")
    bars = base.mark_bar(size=10).encode(x="percent:Q", color="lamp:N", tooltip=["goal:N", "percent:Q", "value:Q"])
    now, share = base.mark_tick(color="black").encode(x="now:Q"), alt.Text("percent:Q", format=".1f")
    return bars + now + base.mark_text(align="left", dx=4).encode(x="percent:Q", text=share)


st.set_page_config(layout="wide")
left, right = st.columns([4, 1])
left.title("Federation")
month = right.selectbox("Month", list(range(9, 0, -1)))
st.selectbox("Language", ["zh", "en"])
with st.container(key="trust"):
    st.markdown(f"3,000 / 3,000 reported, data until month {month}")
    st.button("Refresh")
shown = goals(month)
for place, lamp in zip(st.columns(4), ("behind", "slow", "on pace", "no report"), strict=True):
    place.metric(lamp, int((shown["lamp"] == lamp).sum()))
st.markdown(f"Slowest: {shown['goal'].iloc[0]}, {shown['percent'].iloc[0]:.1f} %")
months = pd.DataFrame({"month": range(1, 13), "begun": [float(at <= month) for at in range(1, 13)]})
st.altair_chart(alt.Chart(months).mark_bar().encode(x="month:O", y="begun:Q", tooltip=["month:O"]))
for place, rows in zip(st.columns(3), (shown.iloc[:-RATES], shown.iloc[-RATES:]), strict=False):
    with place:
        st.header("Goals")
        st.altair_chart(bullets(rows.head(MOST)), key=f"goals-{len(rows)}", on_select="ignore")
for branch in worst(month).to_dict("records"):
    with st.container(border=True):
        st.markdown(f"**{branch['branch']}** {branch['value']:,.0f}")
        st.button("Why", key=branch["branch"])
