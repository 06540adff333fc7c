"""Our own drawings of a foot in five views, with points and zones placed on them by locator.placement, as SVG.

Parts, each knowing only those before it: `feet` (the drawings, made by tools/make_charts.py) -> `svg` (markup).
"""

from locator.charts.feet import CHART_VIEWS, Drawing, drawing_of, drawing_with
from locator.charts.svg import Shown, chart_choice, chart_svg, figure, zone_number

__all__ = ["CHART_VIEWS", "Drawing", "Shown", "chart_choice", "chart_svg", "drawing_of", "drawing_with", "figure", "zone_number"]
