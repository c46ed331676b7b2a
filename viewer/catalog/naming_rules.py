"""The rules by which `naming` turns the words of radiographers into codes: English, German, French, Spanish, Italian.

A rule gives its code where its pattern is found as whole words in a description. text/ has a code's words in each language: of a part
of the body under `core.body.`, of what is bright under `core.look.`, and so on. Patterns are regular expressions over text that was
made plain before: capitals without accents, one blank between words, nothing else left but figures, `+` and `*`. The first rule of a
group that fits counts, unless the table says otherwise. A word that stands in no rule says nothing.
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
    "STUDIES",
    "ULTRASOUND",
    "VIEWS",
    "WITH_CONTRAST",
]

KINDS = {
    # Modality (PS3.3 C.7.3.1.1.1): the kind of picture
    "MR": "mr", "CT": "ct", "PT": "pet", "NM": "nuclear", "US": "ultrasound", "IVUS": "ivus", "CR": "xray", "DX": "xray",
    "RG": "xray", "DR": "xray", "RF": "fluoroscopy", "XA": "angiography", "MG": "mammogram", "PX": "panoramic", "IO": "teeth",
    "BMD": "bone", "RTIMAGE": "portal", "ES": "endoscopy", "XC": "photograph", "OP": "fundus", "OPT": "oct_eye",
    "OCT": "oct_vessel", "SM": "slide", "GM": "microscope", "SEG": "marks", "RTDOSE": "dose", "ECG": "ecg",
}  # fmt: skip

STUDIES = frozenset(("mr", "angiography"))
"""Kinds that have another word where a whole study is named."""

BODY = (
    # the part, the regions that it belongs to, pattern; each that fits counts
    ("whole_body", "any", r"WHOLE ?BODY|GANZKOERPER|GANZKORPER|CORPS ENTIER|CUERPO ENTERO|TOTAL BODY|VERTEX TO THIGH"),
    ("brain", "head", r"BRAIN|GEHIRN|NEUROCRANIUM|NEUROKRANIUM|CERVEAU|ENCEPHALE|CEREBRAL\w*|CEREBRO|ENCEFALO|CERVELLO"),
    ("head", "head", r"HEAD|SKULL|KOPF|SCHAE?DEL|CCT|TETE|CRANE|CRANIEN\w*|CABEZA|CRANEO|TESTA|CRANIO|HEADNECK"),
    ("face", "head", r"FACIAL\w*|GESICHT\w*|VISAGE|MASSICCIO FACCIALE|MIDFACE"),
    ("sinuses", "head", r"SINUS|SINUSES|PARANASAL|NNH|NASENNEBENHOE?HLEN?|SENI PARANASALI|SENOS PARANASALES"),
    ("eyes", "head", r"ORBITS?|ORBITA\w*|EYES?|AUGEN?"),
    ("ears", "head", r"IAC|IAM|FELSENBEIN\w*|ROCHERS?|TEMPORAL BONES?|PENASCOS?|ROCCHE PETROSE|MASTOIDS?"),
    ("pituitary_gland", "head", r"PITUITARY|HYPOPHY\w*|SELLA|HIPOFISIS|IPOFISI"),
    ("jaw_joint", "head", r"TMJ|KIEFERGELENKE?|ATM"),
    ("jaws", "head", r"JAWS?|MANDIB\w*|MAXILLA|KIEFER"),
    ("neck", "head trunk", r"(?<!FEMORAL )NECK(?! (OF )?FEMUR)|HEADNECK|HALS|COU|CUELLO|COLLO|SOFT TISSUE NECK"),
    ("thyroid", "head trunk", r"THYROID\w*|SCHILDDRUE?SE\w*|THYROIDE|TIROIDES?|TIROIDE"),
    ("neck_arteries", "head trunk", r"CAROTIDS?|CAROTID ARTERY|KAROTIS|CAROTIS|CAROTIDES|CAROTIDI"),
    ("neck_spine", "head trunk spine", r"C ?SPINE|CERVICAL SPINE|CERV SPINE|HWS|RACHIS CERVICAL\w*|COLONNA? CERVICALE?|COLUMNA CERVICAL|RACHIDE CERVICALE"),
    ("chest_spine", "trunk spine", r"T ?SPINE|THORACIC SPINE|DORSAL SPINE|BWS|RACHIS (DORSAL|THORACIQUE)|COLUMNA DORSAL|(COLONNA|RACHIDE) DORSALE"),
    ("lower_back_spine", "trunk spine",
     r"L ?SPINE|LS SPINE|LUMBAR\w*|LUMBO\w*|LWS|LUMBAL\w*|RACHIS LOMBAIRE|LOMBAIRE|(COLONNA|RACHIDE) LOMBO?\w*|LOMBO ?SACRAL\w*"),
    ("sacrum", "trunk spine", r"SACRUM|SSPINE|SACRO|SAKRUM|KREUZBEIN|COCCYX"),
    ("sacroiliac_joints", "trunk spine", r"SI JOINTS?|SACRO ?ILIA\w*|ISG|SACRO ?ILIAQUES?"),
    ("spine", "head trunk spine", r"WHOLE SPINE|(?<!C )(?<!T )(?<!L )(?<!CERVICAL )(?<!THORACIC )(?<!LUMBAR )SPINE|WIRBELSAE?ULE|COLUMNA VERTEBRAL|RACHIS ENTIER"),
    ("heart", "trunk", r"HEART|HERZ|CARDIAC|COEUR|CARDIAQUE|CORAZON|CUORE|CARDIACO|KARDIO|ECHOCARDIO\w*"),
    ("heart_arteries", "trunk", r"CORONAR(Y|IES|IEN)|COROSCANNER|SMARTSCORE|CALCIUM SCOR\w*"),
    ("lungs", "trunk", r"LUNGS?(?! (KERNEL|WINDOW|RECON))|LUNGE|POUMONS?|PULMON(ES)?|POLMON[EI]"),
    ("breast", "trunk", r"BREASTS?|MAMMA|MAMMAE|MAMMO\w*|SEINS?|SENO|MAMA|MAMMELLA"),
    ("ribs", "trunk", r"RIBS?|RIPPEN"),
    ("breastbone", "trunk", r"STERNUM"),
    ("aorta", "trunk", r"AORTA|AORTE"),
    ("chest", "trunk", r"CHEST|THORAX|THORACIQUE|TORAX|TORACE|CXR|(?:TDM|SCANNER) TAP"),
    ("liver", "trunk", r"LIVER|LEBER|FOIE|HEPATI\w*|HIGADO|FEGATO"),
    ("bile_ducts", "trunk", r"MRCP|BILIARY|GALLENWEGE|BILI ?IRM|COLANGIO\w*"),
    ("pancreas", "trunk", r"PANCREAS|PANKREAS"),
    ("kidneys", "trunk", r"KIDNEYS?|NIEREN?|REINS?|RENAL|RINON(ES)?|REN[EI]"),
    ("bowel", "trunk", r"BOWEL|COLON(?!NA)|COLONOSCOPY|COLONO\w*GRAPH\w*|ENTERO\w*|DARM|SELLINK"),
    ("bladder", "trunk", r"BLADDER|BLASE|VESSIE|VEJIGA|VESCICA"),
    ("prostate", "trunk", r"PROSTAT\w*"),
    ("uterus", "trunk", r"UTERUS|UTERO"),
    ("abdomen", "trunk", r"ABDOMEN|ABD|ABDO|ABDOMINAL|OBERBAUCH|BAUCH|ADDOME|(?:TDM|SCANNER) TAP|ABDOMENPELVIS"),
    ("pelvis", "trunk leg", r"PELVIS|PELVIC|BECKEN|BASSIN|PELVIEN\w*|BACINO|PELVI|(?:TDM|SCANNER) TAP|ABDOMENPELVIS"),
    ("hip", "trunk leg", r"HIPS?|HUE?FT\w*|HANCHES?|CADERA|ANCA(?! (?:VASC|POS|ASSOC)\w*)|ANCHE"),
    ("thigh", "leg", r"THIGH|FEMUR|OBERSCHENKEL|CUISSE|MUSLO|COSCIA"),
    ("knee", "leg", r"KNEES?|KNIE\w*|GENOUX?|RODILLAS?|GINOCCHI[OA]|KNIEGELENK"),
    ("kneecap", "leg", r"PATELLA"),
    ("lower_leg", "leg", r"TIB ?FIB|TIBIA|FIBULA|LOWER LEG|UNTERSCHENKEL|JAMBE|LOWER EXTREMITY"),
    ("ankle", "leg", r"ANKLES?|SPRUNGGELENK|OSG|CHEVILLES?|TOBILLO|CAVIGLIA"),
    ("heel", "leg", r"HEEL|CALCANE\w*|FERSE\w*"),
    ("foot", "leg", r"FOOT|FEET|FUSS|FUESSE|PIEDS?|VORFUSS|RUE?CKFUSS|PIE|PIEDE"),
    ("toes", "leg", r"TOES?|GROSSZEHE|ZEHEN?|ORTEILS?"),
    ("leg", "leg", r"LEGS?|BEIN|BEINE|MEMBRE INF\w*|PIERNA|GAMBA"),
    ("shoulder", "arm trunk", r"SHOULDERS?|SCHULTER\w*|EPAULES?|HOMBROS?|SPALL[AE]"),
    ("collarbone", "arm trunk", r"CLAVIC\w*|SCHLUE?SSELBEIN"),
    ("shoulder_blade", "arm trunk", r"SCAPULA|SCHULTERBLATT"),
    ("upper_arm", "arm", r"HUMERUS|HUMERALE?|OBERARM"),
    ("elbow", "arm", r"ELBOWS?|ELLE?N?BOGEN\w*|COUDES?|CODOS?|GOMIT[OI]"),
    ("forearm", "arm", r"FOREARM|UNTERARM|AVANT BRAS|ANTEBRAZO|AVAMBRACCIO"),
    ("wrist", "arm", r"WRISTS?|HANDGELENK|POIGNETS?|MUNECA|POLS[OI]"),
    ("hand", "arm", r"HANDS?|HAENDE|HANDE|MAINS|MAIN (?:D|G|DROITE|GAUCHE)|MANOS?|MANI"),
    ("fingers", "arm", r"FINGERS?|THUMB|DAUMEN|DOIGTS?|POUCE|DEDOS?|DITO"),
    ("arm", "arm", r"ARM|UPPER EXTREMITY|MEMBRE SUP\w*|BRAZO|BRACCIO"),
    ("arm_or_leg", "arm leg", r"EXTREMIT\w*"),
)  # fmt: skip

COARSE = {
    # what says less than another of the same rule's parts, which are then told alone
    "head": ("brain", "face", "sinuses", "eyes", "ears", "pituitary_gland", "jaw_joint"),
    "heart": ("heart_arteries",),
    "spine": ("neck_spine", "chest_spine", "lower_back_spine", "sacroiliac_joints", "sacrum"),
    "leg": ("hip", "thigh", "knee", "lower_leg", "ankle", "foot", "toes", "heel", "kneecap"),
    "arm": ("shoulder", "elbow", "forearm", "wrist", "hand", "fingers", "upper_arm"),
    "arm_or_leg": ("hip", "thigh", "knee", "kneecap", "lower_leg", "ankle", "heel", "foot", "toes", "leg", "shoulder", "collarbone",
             "shoulder_blade", "upper_arm", "elbow", "forearm", "wrist", "hand", "fingers", "arm"),
    "sacrum": ("lower_back_spine", "sacroiliac_joints"),
    "pelvis": ("prostate", "uterus", "bladder", "hip", "sacroiliac_joints"),
    "abdomen": ("liver", "pancreas", "kidneys", "bile_ducts", "bowel"),
    "liver": ("bile_ducts",),
    "chest": ("heart", "heart_arteries", "lungs", "ribs", "breastbone"),
}  # fmt: skip
"""A study of the chest whose series says lungs is one of the lungs; the coarser word of the two adds nothing."""

PAIRED = frozenset((
    "hip", "thigh", "knee", "kneecap", "lower_leg", "ankle", "heel", "foot", "toes", "leg", "shoulder", "collarbone", "shoulder_blade",
    "upper_arm", "elbow", "forearm", "wrist", "hand", "fingers", "arm", "arm_or_leg", "breast", "eyes", "ears", "jaw_joint", "kidneys",
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
    ("side", r"SAG|SAGIT\w*|SAGGIT\w*"),
    ("front", r"COR|CORO|CORONAL\w*|KORONAR\w*"),
    ("across", r"AX|AXIAL\w*|AXIALE?|TRA|TRANS|TRANSVERS\w*|ASSIALE?"),
)

_T = r"(?![0-9])(?:[WIE]\w*|TSE\w*|FSE\w*|SE|FS|FL\w*|STIR|TIRM|SPACE\w*|BLADE\w*|HASTE\w*|VIBE\w*|MPR\w*|GEWICHTET)?(?!\w|\*)"

MR = (
    # groups of rules for MR; of each group the first that fits counts
    (
        ("adc", r"ADC|APPARENT DIFFUSION\w*|ADC MAP"),
        ("dti", r"DTI|DSI|TENSOR|FRACTIONAL ANISOTROPY|FA MAP"),
        ("diffusion", r"[ES]?DWI\w*|\w*_?DWI|DIFF|DIFFUSION\w*|TRACEW?|RESOLVE|B ?[1-9][0-9]{2,3}"),
        ("fmri", r"FMRI|BOLD|RESTING ?STATE"),
        ("perfusion", r"PERF|PERFUSION\w*|ASL|DSC|CBF|CBV|MTT"),
        ("spectroscopy", r"MRS|SVS|PRESS|SPECTRO\w*|SPEKTRO\w*"),
        ("iron", r"SWI\w*|SWAN|VEN ?BOLD|T2 ?STAR|[ES]?T2\*\w*|[ES]?T2 \*|HEMO"),
        ("angio", r"TOF\w*|ANGIO\w*|MRA"),
        ("flow_speed", r"PHASE CONTRAST|PC ?MRA|VENC\w*|4D ?FLOW|Q ?FLOW"),
        ("still_fluid", r"MRCP\w*|BILI ?IRM|MYELO(?:GRA\w*)?|URO ?MRI"),
        ("flair", r"[ES]?(?:T2)?FLAIR\w*|DARK ?FLUID|TIRM DARK|DARK FL\w*"),
        ("stir", r"STIR\w*|TIRM\w*|T2 ?STIR"),
        ("t1", rf"[ES]?T1{_T}|MP ?RAGE\w*|BRAVO|FSPGR|VIBE\w*|LAVA\w*|THRIVE|VISTA T1"),
        ("pd", r"[ES]?(?:PD|DP|IW)(?:WI?|TSE|FSE|FS)*(?:SPAIR|SPIR)?|PROTON ?DENSITY|DENSITE DE PROTONS?|DENSIDAD PROTONICA|PROTONEN\w*"),
        ("t2", rf"[ES]?T2{_T}|HASTE\w*|SSFSE|CISS|FIESTA\w*|SPACE T2"),
    ),
    (
        ("water", r"WATER ?ONLY|DIXON W|W DIXON|WATER IMAGE|DIXON WATER"),
        ("fat", r"FAT ?ONLY|DIXON F|F DIXON|DIXON FAT"),
        ("opposed", r"OPP(OSED)?( ?PHASE)?|OUT OF PHASE|OUT PHASE|OUTPHASE|OPPOSED ?PHASE|DIXON OPP"),
        ("in_phase", r"IN ?PHASE|DIXON IN"),
    ),
    (
        ("cine", r"CINE|TRUFI CINE"),
        ("repeated", r"DYN\w*|DCE\w*|TWIST\w*|TRICKS|PERFUSION"),
    ),
)  # fmt: skip

FAT_DARK = r"FS|FAT ?SAT\w*|FATSAT|FAT ?SUP\w*|SPAIR\w*|SPIR|CHESS|WE|WATER EXC\w*|FETTSAE?TT\w*|FETTSUPP\w*|SAT ?FAT|SAT GRAISSE|SATGRAS\w*|FAT SATURATED|(?:T1|T2|PD|DP)\w*FS"

CT = (
    (
        ("contrast_without", r"NATIV\w*|UNENHANCED|NON ?ENHANCED|NON ?CONTRAST|NO CONTRAST|SANS INJ\w*|BLANCO"),
        ("contrast_arteries", r"ART|ARTERIAL\w*|ARTERIELL?E?|ARTERIOS[OA]|CTA|ANGIO(?:GRA\w*)?|ANGIOTAC"),
        ("contrast_veins", r"VEN|VENOUS|VENOE?S\w*|VEINEUX|VENOS[OA]|PV|PORTAL\w*|PORTO\w*|PORTALVENOE?S\w*"),
        ("contrast_late", r"DELAY\w*|LATE|SPAE?T(?:PHASE|AUFNAHME)?|TARDI\w*|EXCRETORY|UROGRAPH\w*"),
    ),
    (
        ("sharp_bone", r"BONE\w*|KNOCHEN\w*|OSSEUX|OS DUR|HUESO|OSSO|OSSEO|ULTRA ?SHARP BONE"),
        ("sharp_lungs", r"LUNG|LUNGE|PULM|PARENCH\w*|PULMON|PULMONAIRE|POLMONE"),
        ("soft", r"SOFT ?TISSUE|WEICHTEIL\w*|PARTIES MOLLES|PARTES BLANDAS|PARTI MOLLI|SOFT|MEDIASTIN\w*"),
    ),
    (("perfusion_ct", r"PERF|PERFUSION\w*|CBF|CBV|MTT|RCBF|RCBV"),),
    (("calcium", r"SMARTSCORE|CA ?SCOR\w*|CALCIUM SCOR\w*|CASCORE"),),
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
    ("table", r"DOSE REPORT|DOSE INFO\w*|DOSISBERICHT|DOSIS\w*|PATIENT PROTOCOL|DOSE RECORD|DOSE SUMMARY|RAPPORT DE DOSE|INFORME DE DOSIS"),
    ("overview", r"LOCALI[SZ]ER\w*|LOCALI[SZ]AT(?:EUR|ORE)|LOCALI[SZ]ADOR|SCOUT\w*|SCANOGRAM|TOPO|TOPOGRAM\w*|PILOT|(?<!BONE )(?<!SKELETAL )(?<!MYELOMA )(?<!METASTATIC )SURVEY|SURVIEW|REPERAGE|PLAN SCAN|(?<!NEEDLE )(?<!WIRE )LOC"),
    ("screen", r"SCREEN ?(SAVE|SHOT|CAPTURE|SECONDARY)?S?|BILDSCHIRM\w*"),
    ("minip", r"MIN ?IP|MINIMUM INTENSITY PROJECTION|CSA MINIP"),
    ("mip", r"(?:CSA )?MIPS?\w*|MAXIMUM INTENSITY PROJECTION|THICK MIP|PROJECTION IMAGE"),
    ("volume", r"VRT|VR|VOLUME RENDER\w*|3D RENDER\w*|SSD|RENDERED"),
    ("difference", r"SUB(?! ?[0-9])|SUBTR\w*|SUBTRACTION|SUBTRAKTION\w*"),
    ("reformatted", r"MPR|(?:CSA )?MPR|REFORMAT\w*|REFORMATTED|REKO\w*|MPR COLLECTION|RECONS?T? (?:SAG|COR|AX)"),
)  # fmt: skip

VIEWS = {
    # View Position (PS3.3 C.8.1.2, C.8.11.2): how the rays went
    "AP": "ap", "PA": "pa", "LL": "lateral", "RL": "lateral",
    "PROFIL": "lateral", "SEITLICH": "lateral",
    "LAT": "lateral", "LATERAL": "lateral", "LLD": "left_down", "RLD": "right_down",
    "RLO": "oblique", "LLO": "oblique", "RAO": "oblique", "LAO": "oblique",
    "LPO": "oblique", "RPO": "oblique", "OBL": "oblique", "OBLIQUE": "oblique",
    # mammography
    "CC": "above", "MLO": "slanting", "ML": "side", "LM": "side",
    "LMO": "slanting", "XCCL": "above", "XCCM": "above",
}  # fmt: skip

ULTRASOUND = {
    # the third value of Image Type (PS3.3 C.8.5.6.1.1)
    "ABDOMINAL": "abdomen", "BREAST": "breast", "CHEST": "chest", "FETAL HEART": "fetal_heart", "OBSTETRICAL": "pregnancy",
    "CARDIOLOGY": "heart", "EPICARDIAL": "heart", "INTRACARDIAC": "heart_inside", "TEE": "heart_esophagus", "TTE": "heart",
    "MUSCULOSKELETAL": "muscles", "OPHTHALMIC": "eye", "PELVIC": "pelvis", "SCROTAL": "testicles",
    "THYROID": "thyroid", "TRANSCRANIAL": "brain", "URINARY TRACT": "urinary", "VASCULAR": "vessels",
    "NEONATAL HEAD": "newborn_head", "GYNECOLOGY": "uterus_ovaries",
}  # fmt: skip
