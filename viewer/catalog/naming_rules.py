"""The rules by which `plain` turns the words of radiographers into everybody's: English, German, French, Spanish, Italian.

A rule says some words where its pattern is found as whole words in a description. Patterns are regular expressions over text that
was made plain before: capitals without accents, one blank between words, nothing else left but figures, `+` and `*`. The first rule
of a group that fits counts, unless the table says otherwise. A word that stands in no rule says nothing.
"""

__all__ = [
    "BODY",
    "COARSE",
    "CT",
    "FAT_DARK",
    "KINDS",
    "MAKING",
    "MR",
    "NO_CONTRAST",
    "PAIRED",
    "PLANES",
    "SIDES",
    "ULTRASOUND",
    "VIEWS",
    "WITH_CONTRAST",
]

KINDS = {
    # Modality (PS3.3 C.7.3.1.1.1): what its series is called, and its study where that differs
    "MR": ("MR", "MRI"), "CT": ("CT",), "PT": ("PET",), "NM": ("Nuclear scan",), "US": ("Ultrasound",), "IVUS": ("Ultrasound inside a vessel",),
    "CR": ("X-ray",), "DX": ("X-ray",), "RG": ("X-ray",), "DR": ("X-ray",), "RF": ("X-ray film",), "XA": ("X-ray film of blood vessels", "Angiography"),
    "MG": ("Mammogram",), "PX": ("X-ray of the jaws",), "IO": ("X-ray of teeth",), "BMD": ("Bone density",), "RTIMAGE": ("X-ray for radiotherapy",),
    "ES": ("Endoscopy",), "XC": ("Photograph",), "OP": ("Photograph of the eye",), "OPT": ("Layers of the eye (OCT)",),
    "OCT": ("Layers of a vessel (OCT)",), "SM": ("Microscope slide",), "GM": ("Microscope picture",), "SEG": ("Marked areas",),
    "RTDOSE": ("Planned radiation dose",), "ECG": ("ECG",),
}  # fmt: skip

BODY = (
    # what it is called, the regions that it belongs to, pattern; each that fits counts
    ("whole body", "any", r"WHOLE ?BODY|GANZKOERPER|GANZKORPER|CORPS ENTIER|CUERPO ENTERO|TOTAL BODY|VERTEX TO THIGH"),
    ("brain", "head", r"BRAIN|GEHIRN|NEUROCRANIUM|NEUROKRANIUM|CERVEAU|ENCEPHALE|CEREBRAL\w*|CEREBRO|ENCEFALO|CERVELLO"),
    ("head", "head", r"HEAD|SKULL|KOPF|SCHAE?DEL|CCT|TETE|CRANE|CRANIEN\w*|CABEZA|CRANEO|TESTA|CRANIO|HEADNECK"),
    ("face", "head", r"FACIAL\w*|GESICHT\w*|VISAGE|MASSICCIO FACCIALE|MIDFACE"),
    ("sinuses", "head", r"SINUS|SINUSES|PARANASAL|NNH|NASENNEBENHOE?HLEN?|SENI PARANASALI|SENOS PARANASALES"),
    ("eyes", "head", r"ORBITS?|ORBITA\w*|EYES?|AUGEN?"),
    ("ears", "head", r"IAC|IAM|FELSENBEIN\w*|ROCHERS?|TEMPORAL BONES?|PENASCOS?|ROCCHE PETROSE|MASTOIDS?"),
    ("pituitary gland", "head", r"PITUITARY|HYPOPHY\w*|SELLA|HIPOFISIS|IPOFISI"),
    ("jaw joint", "head", r"TMJ|KIEFERGELENKE?|ATM"),
    ("jaws", "head", r"JAWS?|MANDIB\w*|MAXILLA|KIEFER"),
    ("neck", "head trunk", r"(?<!FEMORAL )NECK(?! (OF )?FEMUR)|HEADNECK|HALS|COU|CUELLO|COLLO|SOFT TISSUE NECK"),
    ("thyroid", "head trunk", r"THYROID\w*|SCHILDDRUE?SE\w*|THYROIDE|TIROIDES?|TIROIDE"),
    ("neck arteries", "head trunk", r"CAROTIDS?|CAROTID ARTERY|KAROTIS|CAROTIS|CAROTIDES|CAROTIDI"),
    ("neck spine", "head trunk spine", r"C ?SPINE|CERVICAL SPINE|CERV SPINE|HWS|RACHIS CERVICAL\w*|COLONNA? CERVICALE?|COLUMNA CERVICAL|RACHIDE CERVICALE"),
    ("chest spine", "trunk spine", r"T ?SPINE|THORACIC SPINE|DORSAL SPINE|BWS|RACHIS (DORSAL|THORACIQUE)|COLUMNA DORSAL|(COLONNA|RACHIDE) DORSALE"),
    ("lower back spine", "trunk spine",
     r"L ?SPINE|LS SPINE|LUMBAR\w*|LUMBO\w*|LWS|LUMBAL\w*|RACHIS LOMBAIRE|LOMBAIRE|(COLONNA|RACHIDE) LOMBO?\w*|LOMBO ?SACRAL\w*"),
    ("sacrum", "trunk spine", r"SACRUM|SSPINE|SACRO|SAKRUM|KREUZBEIN|COCCYX"),
    ("sacroiliac joints", "trunk spine", r"SI JOINTS?|SACRO ?ILIA\w*|ISG|SACRO ?ILIAQUES?"),
    ("spine", "head trunk spine", r"WHOLE SPINE|(?<!C )(?<!T )(?<!L )(?<!CERVICAL )(?<!THORACIC )(?<!LUMBAR )SPINE|WIRBELSAE?ULE|COLUMNA VERTEBRAL|RACHIS ENTIER"),
    ("heart", "trunk", r"HEART|HERZ|CARDIAC|COEUR|CARDIAQUE|CORAZON|CUORE|CARDIACO|KARDIO|ECHOCARDIO\w*"),
    ("heart arteries", "trunk", r"CORONAR(Y|IES|IEN)|COROSCANNER|SMARTSCORE|CALCIUM SCOR\w*"),
    ("lungs", "trunk", r"LUNGS?(?! (KERNEL|WINDOW|RECON))|LUNGE|POUMONS?|PULMON(ES)?|POLMON[EI]"),
    ("breast", "trunk", r"BREASTS?|MAMMA|MAMMAE|MAMMO\w*|SEINS?|SENO|MAMA|MAMMELLA"),
    ("ribs", "trunk", r"RIBS?|RIPPEN"),
    ("breastbone", "trunk", r"STERNUM"),
    ("aorta", "trunk", r"AORTA|AORTE"),
    ("chest", "trunk", r"CHEST|THORAX|THORACIQUE|TORAX|TORACE|CXR|(?:TDM|SCANNER) TAP"),
    ("liver", "trunk", r"LIVER|LEBER|FOIE|HEPATI\w*|HIGADO|FEGATO"),
    ("bile ducts", "trunk", r"MRCP|BILIARY|GALLENWEGE|BILI ?IRM|COLANGIO\w*"),
    ("pancreas", "trunk", r"PANCREAS|PANKREAS"),
    ("kidneys", "trunk", r"KIDNEYS?|NIEREN?|REINS?|RENAL|RINON(ES)?|REN[EI]"),
    ("bowel", "trunk", r"BOWEL|COLON(?!NA)|COLONOSCOPY|COLONO\w*GRAPH\w*|ENTERO\w*|DARM|SELLINK"),
    ("bladder", "trunk", r"BLADDER|BLASE|VESSIE|VEJIGA|VESCICA"),
    ("prostate", "trunk", r"PROSTAT\w*"),
    ("womb", "trunk", r"UTERUS|UTERO"),
    ("belly", "trunk", r"ABDOMEN|ABD|ABDO|ABDOMINAL|OBERBAUCH|BAUCH|ADDOME|(?:TDM|SCANNER) TAP|ABDOMENPELVIS"),
    ("pelvis", "trunk leg", r"PELVIS|PELVIC|BECKEN|BASSIN|PELVIEN\w*|BACINO|PELVI|(?:TDM|SCANNER) TAP|ABDOMENPELVIS"),
    ("hip", "trunk leg", r"HIPS?|HUE?FT\w*|HANCHES?|CADERA|ANCA(?! (?:VASC|POS|ASSOC)\w*)|ANCHE"),
    ("thigh", "leg", r"THIGH|FEMUR|OBERSCHENKEL|CUISSE|MUSLO|COSCIA"),
    ("knee", "leg", r"KNEES?|KNIE\w*|GENOUX?|RODILLAS?|GINOCCHI[OA]|KNIEGELENK"),
    ("kneecap", "leg", r"PATELLA"),
    ("lower leg", "leg", r"TIB ?FIB|TIBIA|FIBULA|LOWER LEG|UNTERSCHENKEL|JAMBE|LOWER EXTREMITY"),
    ("ankle", "leg", r"ANKLES?|SPRUNGGELENK|OSG|CHEVILLES?|TOBILLO|CAVIGLIA"),
    ("heel", "leg", r"HEEL|CALCANE\w*|FERSE\w*"),
    ("foot", "leg", r"FOOT|FEET|FUSS|FUESSE|PIEDS?|VORFUSS|RUE?CKFUSS|PIE|PIEDE"),
    ("toes", "leg", r"TOES?|GROSSZEHE|ZEHEN?|ORTEILS?"),
    ("leg", "leg", r"LEGS?|BEIN|BEINE|MEMBRE INF\w*|PIERNA|GAMBA"),
    ("shoulder", "arm trunk", r"SHOULDERS?|SCHULTER\w*|EPAULES?|HOMBROS?|SPALL[AE]"),
    ("collarbone", "arm trunk", r"CLAVIC\w*|SCHLUE?SSELBEIN"),
    ("shoulder blade", "arm trunk", r"SCAPULA|SCHULTERBLATT"),
    ("upper arm", "arm", r"HUMERUS|HUMERALE?|OBERARM"),
    ("elbow", "arm", r"ELBOWS?|ELLE?N?BOGEN\w*|COUDES?|CODOS?|GOMIT[OI]"),
    ("forearm", "arm", r"FOREARM|UNTERARM|AVANT BRAS|ANTEBRAZO|AVAMBRACCIO"),
    ("wrist", "arm", r"WRISTS?|HANDGELENK|POIGNETS?|MUNECA|POLS[OI]"),
    ("hand", "arm", r"HANDS?|HAENDE|HANDE|MAINS|MAIN (?:D|G|DROITE|GAUCHE)|MANOS?|MANI"),
    ("fingers", "arm", r"FINGERS?|THUMB|DAUMEN|DOIGTS?|POUCE|DEDOS?|DITO"),
    ("arm", "arm", r"ARM|UPPER EXTREMITY|MEMBRE SUP\w*|BRAZO|BRACCIO"),
    ("arm or leg", "arm leg", r"EXTREMIT\w*"),
)  # fmt: skip

COARSE = {
    # what says less than another of the same rule's parts, which are then told alone
    "head": ("brain", "face", "sinuses", "eyes", "ears", "pituitary gland", "jaw joint"),
    "heart": ("heart arteries",),
    "spine": ("neck spine", "chest spine", "lower back spine", "sacroiliac joints", "sacrum"),
    "leg": ("hip", "thigh", "knee", "lower leg", "ankle", "foot", "toes", "heel", "kneecap"),
    "arm": ("shoulder", "elbow", "forearm", "wrist", "hand", "fingers", "upper arm"),
    "arm or leg": ("hip", "thigh", "knee", "kneecap", "lower leg", "ankle", "heel", "foot", "toes", "leg", "shoulder", "collarbone",
             "shoulder blade", "upper arm", "elbow", "forearm", "wrist", "hand", "fingers", "arm"),
    "sacrum": ("lower back spine", "sacroiliac joints"),
    "pelvis": ("prostate", "womb", "bladder", "hip", "sacroiliac joints"),
    "belly": ("liver", "pancreas", "kidneys", "bile ducts", "bowel"),
    "liver": ("bile ducts",),
    "chest": ("heart", "heart arteries", "lungs", "ribs", "breastbone"),
}  # fmt: skip
"""A study of the chest whose series says lungs is one of the lungs; the coarser word of the two adds nothing."""

PAIRED = frozenset((
    "hip", "thigh", "knee", "kneecap", "lower leg", "ankle", "heel", "foot", "toes", "leg", "shoulder", "collarbone", "shoulder blade",
    "upper arm", "elbow", "forearm", "wrist", "hand", "fingers", "arm", "arm or leg", "breast", "eyes", "ears", "jaw joint", "kidneys",
))  # fmt: skip
"""What there is twice: only there a side means something (PS3.3 C.7.3.1, Laterality)."""

SIDES = (
    ("B", r"BILAT\w*|BOTH|BEIDSEITS?|BDS|BEIDE|AMBOS|DEUX COTES"),
    ("L", r"LEFT|LT|LINKS|LINKE\w*|GAUCHE|IZQ\w*|SINISTR[OA]"),
    ("R", r"RIGHT|RT(?! (?:PLAN|DOSE|STRUCT|SIM))|RECHTS|RECHTE\w*|DROITE?|DERECH[OA]|DCH[OA]|DESTR[OA]"),
    # single letters mean a side only beside the joint's name in their language
    ("L", r"(KNIE|KNEE|HIP|SHOULDER|ANKLE|FOOT|WRIST|HAND|ELBOW|SCHULTER) L|L (KNIE|KNEE|HIP|SHOULDER|ANKLE|FOOT|WRIST|HAND|ELBOW|SCHULTER)"),
    ("R", r"(KNIE|KNEE|HIP|SHOULDER|ANKLE|FOOT|WRIST|HAND|ELBOW|SCHULTER) R|R (KNIE|KNEE|HIP|SHOULDER|ANKLE|FOOT|WRIST|HAND|ELBOW|SCHULTER)"),
    ("L", r"(KNIE|KNIEGELENK|SCHULTER|HUE?FTE|ELLBOGEN|OSG|SPRUNGGELENK|HANDGELENK|FUSS|HAND) LI"),
    ("R", r"(KNIE|KNIEGELENK|SCHULTER|HUE?FTE|ELLBOGEN|OSG|SPRUNGGELENK|HANDGELENK|FUSS|HAND) RE"),
    ("L", r"(GENOU|EPAULE|HANCHE|CHEVILLE|PIED|POIGNET|MAIN|COUDE) G"),
    ("R", r"(GENOU|EPAULE|HANCHE|CHEVILLE|PIED|POIGNET|MAIN|COUDE) D"),
    ("L", r"(GINOCCHIO|SPALLA|ANCA|CAVIGLIA|PIEDE|POLSO|MANO|GOMITO) S[NX]"),
    ("R", r"(GINOCCHIO|SPALLA|ANCA|CAVIGLIA|PIEDE|POLSO|MANO|GOMITO) DX"),
)  # fmt: skip

PLANES = (
    # only where the file does not say by numbers how its slices lie
    ("seen from the side", r"SAG|SAGIT\w*|SAGGIT\w*"),
    ("seen from the front", r"COR|CORO|CORONAL\w*|KORONAR\w*"),
    ("slices across the body", r"AX|AXIAL\w*|AXIALE?|TRA|TRANS|TRANSVERS\w*|ASSIALE?"),
)

_T = r"(?![0-9])(?:[WIE]\w*|TSE\w*|FSE\w*|SE|FS|FL\w*|STIR|TIRM|SPACE\w*|BLADE\w*|HASTE\w*|VIBE\w*|MPR\w*|GEWICHTET)?(?!\w|\*)"

MR = (
    # groups of rules for MR; of each group the first that fits counts. "fat" and "nofat" are worked out in `plain`
    (
        ("how freely water moves (ADC)", r"ADC|APPARENT DIFFUSION\w*|ADC MAP"),
        ("directions in which water moves (diffusion)", r"DTI|DSI|TENSOR|FRACTIONAL ANISOTROPY|FA MAP"),
        ("movement of water (diffusion)", r"[ES]?DWI\w*|\w*_?DWI|DIFF|DIFFUSION\w*|TRACEW?|RESOLVE|B ?[1-9][0-9]{2,3}"),
        ("activity over time (fMRI)", r"FMRI|BOLD|RESTING ?STATE"),
        ("flow of blood (perfusion)", r"PERF|PERFUSION\w*|ASL|DSC|CBF|CBV|MTT"),
        ("chemical substances (spectroscopy)", r"MRS|SVS|PRESS|SPECTRO\w*|SPEKTRO\w*"),
        ("iron dark", r"SWI\w*|SWAN|VEN ?BOLD|T2 ?STAR|[ES]?T2\*\w*|[ES]?T2 \*|HEMO"),
        ("blood that moves bright", r"TOF\w*|ANGIO\w*|MRA"),
        ("speed of flow", r"PHASE CONTRAST|PC ?MRA|VENC\w*|4D ?FLOW|Q ?FLOW"),
        ("still fluid alone bright", r"MRCP\w*|BILI ?IRM|MYELO(?:GRA\w*)?|URO ?MRI"),
        ("free fluid dark", r"[ES]?(?:T2)?FLAIR\w*|DARK ?FLUID|TIRM DARK|DARK FL\w*"),
        ("stir", r"STIR\w*|TIRM\w*|T2 ?STIR"),
        ("t1", rf"[ES]?T1{_T}|MP ?RAGE\w*|BRAVO|FSPGR|VIBE\w*|LAVA\w*|THRIVE|VISTA T1"),
        ("pd", r"[ES]?(?:PD|DP|IW)(?:WI?|TSE|FSE|FS)*(?:SPAIR|SPIR)?|PROTON ?DENSITY|DENSITE DE PROTONS?|DENSIDAD PROTONICA|PROTONEN\w*"),
        ("t2", rf"[ES]?T2{_T}|HASTE\w*|SSFSE|CISS|FIESTA\w*|SPACE T2"),
    ),
    (
        ("only water shown", r"WATER ?ONLY|DIXON W|W DIXON|WATER IMAGE|DIXON WATER"),
        ("only fat shown", r"FAT ?ONLY|DIXON F|F DIXON|DIXON FAT"),
        ("water and fat against each other", r"OPP(OSED)?( ?PHASE)?|OUT OF PHASE|OUT PHASE|OUTPHASE|OPPOSED ?PHASE|DIXON OPP"),
        ("water and fat together", r"IN ?PHASE|DIXON IN"),
    ),
    (
        ("the heart beating", r"CINE|TRUFI CINE"),
        ("repeated over time", r"DYN\w*|DCE\w*|TWIST\w*|TRICKS|PERFUSION"),
    ),
)  # fmt: skip

FAT_DARK = r"FS|FAT ?SAT\w*|FATSAT|FAT ?SUP\w*|SPAIR\w*|SPIR|CHESS|WE|WATER EXC\w*|FETTSAE?TT\w*|FETTSUPP\w*|SAT ?FAT|SAT GRAISSE|SATGRAS\w*|FAT SATURATED|(?:T1|T2|PD|DP)\w*FS"

CT = (
    (
        ("without contrast medium", r"NATIV\w*|UNENHANCED|NON ?ENHANCED|NON ?CONTRAST|NO CONTRAST|SANS INJ\w*|BLANCO"),
        ("contrast medium in the arteries", r"ART|ARTERIAL\w*|ARTERIELL?E?|ARTERIOS[OA]|CTA|ANGIO(?:GRA\w*)?|ANGIOTAC"),
        ("contrast medium in the veins", r"VEN|VENOUS|VENOE?S\w*|VEINEUX|VENOS[OA]|PV|PORTAL\w*|PORTO\w*|PORTALVENOE?S\w*"),
        ("a while after contrast medium", r"DELAY\w*|LATE|SPAE?T(?:PHASE|AUFNAHME)?|TARDI\w*|EXCRETORY|UROGRAPH\w*"),
    ),
    (
        ("sharp, for bone", r"BONE\w*|KNOCHEN\w*|OSSEUX|OS DUR|HUESO|OSSO|OSSEO|ULTRA ?SHARP BONE"),
        ("sharp, for the lungs", r"LUNG|LUNGE|PULM|PARENCH\w*|PULMON|PULMONAIRE|POLMONE"),
        ("for soft parts", r"SOFT ?TISSUE|WEICHTEIL\w*|PARTIES MOLLES|PARTES BLANDAS|PARTI MOLLI|SOFT|MEDIASTIN\w*"),
    ),
    (("measuring how blood flows (perfusion)", r"PERF|PERFUSION\w*|CBF|CBV|MTT|RCBF|RCBV"),),
    (("calcium in the heart's arteries", r"SMARTSCORE|CA ?SCOR\w*|CALCIUM SCOR\w*|CASCORE"),),
)  # fmt: skip

WITH_CONTRAST = (
    r"\+ ?(?:C|GD|GADO?|KM)|C ?\+|CE|POST(?! ?(?:OP|PROC|TRAUMA|SURG))(?: ?(?:GD|GAD\w*|CON\w*|KM|C))?|GD|GAD|GADO\w*|(?<!OHNE )KM|WITH CONTRAST|W CON\w*|"
    r"WITH AND WITHOUT CONTRAST|W WO\w*|(?<!NON )ENHANCED|(?<!SANS )INJ(?:ECT\w*|E)?|CON CONTRASTE?|(?<!SENZA )MDC|CIV"
)

NO_CONTRAST = (
    r"W ?O ?(?:CONTRAST|CONT|CON|IV)\w*|WO|WITHOUT(?: CONTRAST)?|NON ?CONTRAST|NO CONTRAST|OHNE KM|NATIV\w*|SANS INJ\w*|SANS IV|SIN CONTRASTE?|"
    r"SENZA MDC|SENZA CONTRASTO|UNENHANCED|NON ?ENHANCED|PRE ?(?:GD|GAD\w*|CONTRAST|KM|CM)"
)

MAKING = (
    # how a series was made that is no plain picture of the body, from Image Type and the descriptions, for all modalities; first counts
    ("table of the radiation dose", r"DOSE REPORT|DOSE INFO\w*|DOSISBERICHT|DOSIS\w*|PATIENT PROTOCOL|DOSE RECORD|DOSE SUMMARY|RAPPORT DE DOSE|INFORME DE DOSIS"),
    ("overview for planning", r"LOCALI[SZ]ER\w*|LOCALI[SZ]AT(?:EUR|ORE)|LOCALI[SZ]ADOR|SCOUT\w*|SCANOGRAM|TOPO|TOPOGRAM\w*|PILOT|(?<!BONE )(?<!SKELETAL )(?<!MYELOMA )(?<!METASTATIC )SURVEY|SURVIEW|REPERAGE|PLAN SCAN|(?<!NEEDLE )(?<!WIRE )LOC"),
    ("copy of a screen", r"SCREEN ?(SAVE|SHOT|CAPTURE|SECONDARY)?S?|BILDSCHIRM\w*"),
    ("darkest points of a thick layer (MinIP)", r"MIN ?IP|MINIMUM INTENSITY PROJECTION|CSA MINIP"),
    ("brightest points of a thick layer (MIP)", r"(?:CSA )?MIPS?\w*|MAXIMUM INTENSITY PROJECTION|THICK MIP|PROJECTION IMAGE"),
    ("drawn as a body in space (3-D)", r"VRT|VR|VOLUME RENDER\w*|3D RENDER\w*|SSD|RENDERED"),
    ("difference of two pictures", r"SUB(?! ?[0-9])|SUBTR\w*|SUBTRACTION|SUBTRAKTION\w*"),
    ("reformatted from other slices", r"MPR|(?:CSA )?MPR|REFORMAT\w*|REFORMATTED|REKO\w*|MPR COLLECTION|RECONS?T? (?:SAG|COR|AX)"),
)  # fmt: skip

VIEWS = {
    # View Position (PS3.3 C.8.1.2, C.8.11.2): how the rays went
    "AP": "taken from front to back", "PA": "taken from back to front", "LL": "taken from the side", "RL": "taken from the side",
    "PROFIL": "taken from the side", "SEITLICH": "taken from the side",
    "LAT": "taken from the side", "LATERAL": "taken from the side", "LLD": "lying on the left side", "RLD": "lying on the right side",
    "RLO": "taken at an angle", "LLO": "taken at an angle", "RAO": "taken at an angle", "LAO": "taken at an angle",
    "LPO": "taken at an angle", "RPO": "taken at an angle", "OBL": "taken at an angle", "OBLIQUE": "taken at an angle",
    # mammography
    "CC": "seen from above", "MLO": "seen slanting from the side", "ML": "seen from the side", "LM": "seen from the side",
    "LMO": "seen slanting from the side", "XCCL": "seen from above", "XCCM": "seen from above",
}  # fmt: skip

ULTRASOUND = {
    # the third value of Image Type (PS3.3 C.8.5.6.1.1)
    "ABDOMINAL": "belly", "BREAST": "breast", "CHEST": "chest", "FETAL HEART": "heart of an unborn child", "OBSTETRICAL": "pregnancy",
    "CARDIOLOGY": "heart", "EPICARDIAL": "heart", "INTRACARDIAC": "heart, from inside", "TEE": "heart, from the esophagus", "TTE": "heart",
    "MUSCULOSKELETAL": "muscles and joints", "OPHTHALMIC": "eye", "PELVIC": "pelvis", "SCROTAL": "testicles",
    "THYROID": "thyroid", "TRANSCRANIAL": "brain", "URINARY TRACT": "kidneys and bladder", "VASCULAR": "blood vessels",
    "NEONATAL HEAD": "head of a newborn", "GYNECOLOGY": "womb and ovaries",
}  # fmt: skip
