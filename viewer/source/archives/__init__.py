"""Archives and images of discs, opened where they lie: what is in them is given as entries and read by random access.

unfold      the one way in: an entry, or all that is in it, however deep
opening     what is shared while one file that was handed over is open: bounds, passwords, what was unpacked lately
part        ranges of an entry; an entry that cannot be read, with the reason
pieces      archives in several files, joined when all of them are there
blocks      entries that have to be unpacked: inflated or decrypted, block by block
names       the path of a member, whatever its name tries
sectors     what lies around the data of a disc's sectors, taken away
sessions    the sessions of a disc, and the addresses of its sectors
zip (zip_records, crypt, aes) · program · tar · gzip · multipart · iso (iso_records) · udf (udf_nodes) · raw · nrg · foreign    one module for each kind
"""

from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Refused
from viewer.source.archives.pieces import Joined, Pieces
from viewer.source.archives.unfold import steps, unfold

__all__ = ["Joined", "Opening", "Pieces", "Refused", "steps", "unfold"]
