"""What lies where on a foot: from landmarks and outline to cun, acupoints and reflex zones."""

from locator.placement.frame import foot_length
from locator.placement.lines import guide_lines
from locator.placement.placing import place

__all__ = ["foot_length", "guide_lines", "place"]
