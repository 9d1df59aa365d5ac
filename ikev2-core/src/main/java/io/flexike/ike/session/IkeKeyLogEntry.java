package io.flexike.ike.session;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.IkeSuite;

/** The keys that decrypt an IKE SA's messages; exists only where the application's code asked for a key log. */
public record IkeKeyLogEntry(
        long initiatorSpi,
        long responderSpi,
        IkeSuite suite,
        SecretBytes skEi,
        SecretBytes skEr,
        SecretBytes skAi,
        SecretBytes skAr) {
    /** The same with keys of its own, which outlive those of the IKE SA. */
    public IkeKeyLogEntry copy() {
        return new IkeKeyLogEntry(initiatorSpi, responderSpi, suite, copy(skEi), copy(skEr), copy(skAi), copy(skAr));
    }

    private static SecretBytes copy(SecretBytes key) {
        return key.slice(0, key.length());
    }
}
