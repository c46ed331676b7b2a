"""The data elements that the core asks for by keyword: number and value representation (PS3.6).

A short table of our own, so that the common file is read without loading the whole data dictionary; any other keyword is
looked up in pydicom's.
"""

__all__ = ["tag_of"]

_TAGS: dict[str, tuple[int, str]] = {
    "TransferSyntaxUID": (0x0002_0010, "UI"),
    "SpecificCharacterSet": (0x0008_0005, "CS"),
    "ImageType": (0x0008_0008, "CS"),
    "SOPClassUID": (0x0008_0016, "UI"),
    "SOPInstanceUID": (0x0008_0018, "UI"),
    "StudyDate": (0x0008_0020, "DA"),
    "SeriesDate": (0x0008_0021, "DA"),
    "AcquisitionDate": (0x0008_0022, "DA"),
    "ContentDate": (0x0008_0023, "DA"),
    "StudyTime": (0x0008_0030, "TM"),
    "SeriesTime": (0x0008_0031, "TM"),
    "ContentTime": (0x0008_0033, "TM"),
    "AccessionNumber": (0x0008_0050, "SH"),
    "Modality": (0x0008_0060, "CS"),
    "ConversionType": (0x0008_0064, "CS"),
    "Manufacturer": (0x0008_0070, "LO"),
    "InstitutionName": (0x0008_0080, "LO"),
    "StudyDescription": (0x0008_1030, "LO"),
    "SeriesDescription": (0x0008_103E, "LO"),
    "ManufacturerModelName": (0x0008_1090, "LO"),
    "RecommendedDisplayFrameRate": (0x0008_2144, "IS"),
    "PatientName": (0x0010_0010, "PN"),
    "PatientID": (0x0010_0020, "LO"),
    "PatientBirthDate": (0x0010_0030, "DA"),
    "PatientSex": (0x0010_0040, "CS"),
    "BodyPartExamined": (0x0018_0015, "CS"),
    "CineRate": (0x0018_0040, "IS"),
    "SliceThickness": (0x0018_0050, "DS"),
    "SpacingBetweenSlices": (0x0018_0088, "DS"),
    "ProtocolName": (0x0018_1030, "LO"),
    "FrameTime": (0x0018_1063, "DS"),
    "FrameTimeVector": (0x0018_1065, "DS"),
    "ImagerPixelSpacing": (0x0018_1164, "DS"),
    "NominalScannedPixelSpacing": (0x0018_2010, "DS"),
    "StudyInstanceUID": (0x0020_000D, "UI"),
    "SeriesInstanceUID": (0x0020_000E, "UI"),
    "StudyID": (0x0020_0010, "SH"),
    "SeriesNumber": (0x0020_0011, "IS"),
    "AcquisitionNumber": (0x0020_0012, "IS"),
    "InstanceNumber": (0x0020_0013, "IS"),
    "PatientOrientation": (0x0020_0020, "CS"),
    "ImagePositionPatient": (0x0020_0032, "DS"),
    "ImageOrientationPatient": (0x0020_0037, "DS"),
    "FrameOfReferenceUID": (0x0020_0052, "UI"),
    "ImageComments": (0x0020_4000, "LT"),
    "PlanePositionSequence": (0x0020_9113, "SQ"),
    "PlaneOrientationSequence": (0x0020_9116, "SQ"),
    "SamplesPerPixel": (0x0028_0002, "US"),
    "PhotometricInterpretation": (0x0028_0004, "CS"),
    "PlanarConfiguration": (0x0028_0006, "US"),
    "NumberOfFrames": (0x0028_0008, "IS"),
    "FrameIncrementPointer": (0x0028_0009, "AT"),
    "Rows": (0x0028_0010, "US"),
    "Columns": (0x0028_0011, "US"),
    "PixelSpacing": (0x0028_0030, "DS"),
    "PixelAspectRatio": (0x0028_0034, "IS"),
    "BitsAllocated": (0x0028_0100, "US"),
    "BitsStored": (0x0028_0101, "US"),
    "HighBit": (0x0028_0102, "US"),
    "PixelRepresentation": (0x0028_0103, "US"),
    "PixelPaddingValue": (0x0028_0120, "US"),
    "PixelPaddingRangeLimit": (0x0028_0121, "US"),
    "WindowCenter": (0x0028_1050, "DS"),
    "WindowWidth": (0x0028_1051, "DS"),
    "RescaleIntercept": (0x0028_1052, "DS"),
    "RescaleSlope": (0x0028_1053, "DS"),
    "RescaleType": (0x0028_1054, "LO"),
    "WindowCenterWidthExplanation": (0x0028_1055, "LO"),
    "VOILUTFunction": (0x0028_1056, "CS"),
    "RedPaletteColorLookupTableDescriptor": (0x0028_1101, "US"),
    "GreenPaletteColorLookupTableDescriptor": (0x0028_1102, "US"),
    "BluePaletteColorLookupTableDescriptor": (0x0028_1103, "US"),
    "RedPaletteColorLookupTableData": (0x0028_1201, "OW"),
    "GreenPaletteColorLookupTableData": (0x0028_1202, "OW"),
    "BluePaletteColorLookupTableData": (0x0028_1203, "OW"),
    "SegmentedRedPaletteColorLookupTableData": (0x0028_1221, "OW"),
    "SegmentedGreenPaletteColorLookupTableData": (0x0028_1222, "OW"),
    "SegmentedBluePaletteColorLookupTableData": (0x0028_1223, "OW"),
    "PixelMeasuresSequence": (0x0028_9110, "SQ"),
    "FrameVOILUTSequence": (0x0028_9132, "SQ"),
    "PixelValueTransformationSequence": (0x0028_9145, "SQ"),
    "ModalityLUTSequence": (0x0028_3000, "SQ"),
    "VOILUTSequence": (0x0028_3010, "SQ"),
    "PresentationLUTShape": (0x2050_0020, "CS"),
    "Units": (0x0054_1001, "CS"),
    "SharedFunctionalGroupsSequence": (0x5200_9229, "SQ"),
    "PerFrameFunctionalGroupsSequence": (0x5200_9230, "SQ"),
    "ExtendedOffsetTable": (0x7FE0_0001, "OV"),
    "ExtendedOffsetTableLengths": (0x7FE0_0002, "OV"),
}


def tag_of(keyword: str) -> tuple[int, str]:
    """Give the number and the value representation of a keyword; KeyError when no dictionary knows it."""
    try:
        return _TAGS[keyword]
    except KeyError:
        from pydicom.datadict import dictionary_VR, tag_for_keyword  # late: costs a quarter of a second in the browser

        tag = tag_for_keyword(keyword)
        if tag is None:
            raise
        return int(tag), dictionary_VR(tag)
