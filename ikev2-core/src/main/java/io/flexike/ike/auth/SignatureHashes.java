package io.flexike.ike.auth;

import io.flexike.crypto.signature.SignatureHash;
import java.util.List;

/** What both ends have announced in SIGNATURE_HASH_ALGORITHMS (RFC 7427 4), so that AUTH method 14 may be used. */
public record SignatureHashes(List<SignatureHash> own, List<SignatureHash> peers) {
    public SignatureHashes {
        own = List.copyOf(own);
        peers = List.copyOf(peers);
    }
}
