"""The license service of OpenMyScan Pro: takes the shop's messages, and gives signed tokens that the browser checks offline.

It never sees a scan and is no part of the viewer: the modules import each other relatively, so that the host can pack this folder
alone, with `app/requirements.txt` and nothing else. Of a purchase it keeps keyed hashes and a status; see docs/license.md.
"""
