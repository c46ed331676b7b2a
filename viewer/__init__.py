"""The core: reads DICOM files into numpy arrays and renders them; free of the browser and of the network."""

__version__ = "0.1.0"
