"""Configuration of Tilltro: inside the wheel this folder is the package `simulation.configs`."""
