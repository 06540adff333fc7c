"""The page of `locator app`, one module a tab. It holds wiring only; what it shows comes from `locator`.

In a checkout this folder is loaded as the package `locator._app`, where an installed wheel has it. So modules in here import
each other relatively (`from .shared import Shared`), never as `app.shared`.
"""
