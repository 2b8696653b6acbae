#!/usr/bin/env python3
"""Checks a notary's log over HTTP with nothing but Python's standard library.

    python3 check_tiles.py URL [OLDER_CHECKPOINT_FILE]

Shares no line with the house that it checks: RFC 6962 trees, C2SP tlog-tiles, checkpoints and
tlog-proofs, and Ed25519 (RFC 8032) are written down here once more, from the specifications.
Prints what it checked as one JSON object; exit code 0 only when all of it holds.
"""

import base64
import hashlib
import json
import os
import sys
import urllib.request

WIDTH = 256


def fetch(url):
    # Bundles of entries take the token of an officer or a regulator.
    token = os.environ.get("TOKEN", "")
    headers = {"Authorization": "Bearer " + token} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return answer.read()


def require(condition, what):
    if not condition:
        raise SystemExit("DOES NOT HOLD: " + what)


# --- RFC 6962 -------------------------------------------------------------------------------------


def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(n):
    """The largest power of two below n."""
    return 1 << ((n - 1).bit_length() - 1)


def root_of(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(root_of(leaves[:k]), root_of(leaves[k:]))


def audit_path(m, leaves):
    if len(leaves) <= 1:
        return []
    k = split(len(leaves))
    if m < k:
        return audit_path(m, leaves[:k]) + [root_of(leaves[k:])]
    return audit_path(m - k, leaves[k:]) + [root_of(leaves[:k])]


def root_from_path(m, n, leaf, path):
    """The root that an audit path leads to, from the leaf's side."""
    if n == 1:
        require(not path, "an audit path is too long")
        return leaf
    require(path, "an audit path is too short")
    k = split(n)
    if m < k:
        return node_hash(root_from_path(m, k, leaf, path[:-1]), path[-1])
    return node_hash(path[-1], root_from_path(m - k, n - k, leaf, path[:-1]))


def consistency_proof(m, leaves, known=True):
    n = len(leaves)
    if m == n:
        return [] if known else [root_of(leaves)]
    k = split(n)
    if m <= k:
        return consistency_proof(m, leaves[:k], known) + [root_of(leaves[k:])]
    return consistency_proof(m - k, leaves[k:], False) + [root_of(leaves[:k])]


def roots_from_consistency(m, n, old_root, proof, known=True):
    """The older and the newer root that a consistency proof leads to."""
    if m == n:
        root = old_root if known else proof[-1]
        require(len(proof) == (0 if known else 1), "a consistency proof has a wrong length")
        return root, root
    require(proof, "a consistency proof is too short")
    k = split(n)
    if m <= k:
        older, newer = roots_from_consistency(m, k, old_root, proof[:-1], known)
        return older, node_hash(newer, proof[-1])
    older, newer = roots_from_consistency(m - k, n - k, old_root, proof[:-1], False)
    return node_hash(proof[-1], older), node_hash(proof[-1], newer)


# --- Ed25519, RFC 8032 section 5.1 ----------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def recover_x(y, sign):
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(s, point):
    result = (0, 1, 1, 0)
    while s:
        if s & 1:
            result = add(result, point)
        point, s = add(point, point), s >> 1
    return result


def decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, -1, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def verify_ed25519(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = decode(public), decode(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left = multiply(s, BASE)
    right = add(r, multiply(int.from_bytes(digest, "little") % L, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


# --- C2SP: signed notes, checkpoints, tiles, proofs -----------------------------------------------


def parse_key(text):
    name, key_hash, material = text.split("+", 2)
    material = base64.b64decode(material)
    expected = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    require(expected.hex() == key_hash, "a public key does not have its own hash")
    return {"name": name, "hash": expected, "type": material[0], "public": material[1:]}


def open_note(note, keys):
    """The size and root of a checkpoint, and the names of the keys whose signatures hold."""
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    signed = []
    for line in lines.splitlines():
        dash, name, blob = line.split(" ")
        require(dash == "\u2014", "a signature line begins otherwise")
        blob = base64.b64decode(blob)
        for key in keys:
            if key["name"] != name or key["hash"] != blob[:4]:
                continue
            message, signature = text.encode(), blob[4:]
            if key["type"] == 4:
                time = int.from_bytes(blob[4:12], "big")
                message = b"cosignature/v1\ntime %d\n" % time + message
                signature = blob[12:]
            require(verify_ed25519(key["public"], message, signature), "a signature is false")
            signed.append(name)
    origin, size, root = text.split("\n")[:3]
    require(origin in signed, "no key of the log signed")
    return int(size), base64.b64decode(root), signed


def tile_path(level, index, width):
    parts = ["%03d" % (index % 1000)]
    while index >= 1000:
        index //= 1000
        parts.insert(0, "x%03d" % (index % 1000))
    return "/tile/%s/%s%s" % (level, "/".join(parts), "" if width == WIDTH else ".p/%d" % width)


def fetch_level(url, level, size):
    return [
        fetch(url + tile_path(level, start // WIDTH, min(WIDTH, size - start)))
        for start in range(0, size, WIDTH)
    ]


def parse_bundle(data):
    entries = []
    while data:
        length = int.from_bytes(data[:2], "big")
        entries.append(data[2 : 2 + length])
        require(len(entries[-1]) == length, "an entry bundle is cut off")
        data = data[2 + length :]
    return entries


def check_proof(url, sequence, entries, keys):
    text = fetch("%s/v1/entries/%d/proof" % (url, sequence)).decode()
    head, note = text.split("\n\n", 1)
    lines = head.split("\n")
    require(lines[0] == "c2sp.org/tlog-proof@v1", "not a tlog-proof")
    require(lines[1] == "index %d" % (sequence - 1), "a proof of another leaf")
    size, root, _ = open_note(note, keys)
    path = [base64.b64decode(line) for line in lines[2:]]
    leaf = leaf_hash(entries[sequence - 1])
    require(root_from_path(sequence - 1, size, leaf, path) == root, "entry %d is not in" % sequence)


def main(url, older_file=None):
    url = url.rstrip("/")
    status = json.loads(fetch(url + "/v1/log"))
    texts = [status["verifierKey"]] + [key["key"] for key in status["verifierKeys"]]
    texts += [witness["verifierKey"] for witness in status["witnesses"]]
    keys = [parse_key(text) for text in dict.fromkeys(texts)]
    size, root, signed = open_note(fetch(url + "/checkpoint").decode(), keys)

    tiles = fetch_level(url, 0, size)
    hashes = [tile[at : at + 32] for tile in tiles for at in range(0, len(tile), 32)]
    require(len(hashes) == size, "the tiles of level 0 hold %d hashes" % len(hashes))
    require(root_of(hashes) == root, "the tiles lead to another root")
    full = size // WIDTH
    if full:
        above = b"".join(fetch_level(url, 1, full))
        wanted = [root_of(hashes[i * WIDTH : (i + 1) * WIDTH]) for i in range(full)]
        require(above == b"".join(wanted), "the tiles of level 1 are not made of those below")

    entries = [entry for data in fetch_level(url, "entries", size) for entry in parse_bundle(data)]
    require([leaf_hash(entry) for entry in entries] == hashes, "the entries are not the leaves")
    chain = b"\x00" * 32
    for entry in entries:
        chain = hashlib.sha256(chain + entry).digest()
    require(chain.hex() == status["chainHead"] or size != int(status["entries"]), "the chain breaks")
    require(
        all(json.loads(entry)["sequence"] == str(at + 1) for at, entry in enumerate(entries)),
        "an entry stands in another place than it says",
    )

    places = sorted({1, size, size // 2 + 1, min(size, WIDTH), min(size, WIDTH + 1)})
    for sequence in places:
        check_proof(url, sequence, entries, keys)
        path = audit_path(sequence - 1, hashes)
        require(
            root_from_path(sequence - 1, size, hashes[sequence - 1], path) == root, "own proof fails"
        )
    continued = []
    if older_file:
        with open(older_file, encoding="utf-8") as file:
            old_size, old_root, _ = open_note(file.read(), keys)
        require(old_size <= size, "the log is shorter than it was")
        proof = consistency_proof(old_size, hashes)
        roots = roots_from_consistency(old_size, size, old_root, proof)
        require(roots == (old_root, root), "the log does not continue its older checkpoint")
        continued.append(old_size)
    print(
        json.dumps(
            {
                "size": size,
                "root": base64.b64encode(root).decode(),
                "fullTiles": full,
                "signedBy": signed,
                "proofsChecked": places,
                "continues": continued,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
