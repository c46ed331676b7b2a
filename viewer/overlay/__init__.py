"""What other files lay over pictures: segmentations, radiotherapy contours, planned doses; each bound to one stack as a layer.

`layers_of` finds the layers of a stack; nothing is read before it is called. A layer gives, for each picture of its stack, what is to
be drawn there: an RGBA raster on the grid of the picture, or outlines in its coordinates.
"""

from viewer.overlay.find import Files, home_of, layers_of
from viewer.overlay.layer import About, Drawn, Layer, Outline, Raster, Segment, Wash

__all__ = ["About", "Drawn", "Files", "Layer", "Outline", "Raster", "Segment", "Wash", "home_of", "layers_of"]
