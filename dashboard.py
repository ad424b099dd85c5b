"""The front door: ``streamlit run dashboard.py`` serves the dashboard that ``ui/shell.py`` draws."""

import streamlit as st

app = st.App("ui/shell.py")
