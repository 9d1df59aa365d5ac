package io.flexike.ike.keys;

import io.flexike.crypto.SecretBytes;

/** The seven keys of an IKE SA (RFC 7296 2.14). */
public record IkeKeys(
        SecretBytes skD,
        SecretBytes skAi,
        SecretBytes skAr,
        SecretBytes skEi,
        SecretBytes skEr,
        SecretBytes skPi,
        SecretBytes skPr) {
    /** Forgets all of them. */
    public void destroy() {
        for (SecretBytes key : new SecretBytes[] {skD, skAi, skAr, skEi, skEr, skPi, skPr}) {
            key.destroy();
        }
    }

    /** Forgets SK_pi and SK_pr, which nothing needs after IKE_AUTH. */
    public void forgetAuthenticationKeys() {
        skPi.destroy();
        skPr.destroy();
    }
}
