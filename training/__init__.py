"""How the models are made: render, train, export, evaluate. Not part of the installed package."""
