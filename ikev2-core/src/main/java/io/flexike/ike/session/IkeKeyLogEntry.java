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
        SecretBytes skAr) {}
