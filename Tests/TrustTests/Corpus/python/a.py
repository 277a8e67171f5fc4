import os
X = 1
NAME: str = "a"
L = [1, 2.5, "x", (1, 2), {"k": None}]
class Train:
    """doc"""
    lr = 0.1
    def __init__(self):
        self.layers = 3
        self.opt = {"a": True}
