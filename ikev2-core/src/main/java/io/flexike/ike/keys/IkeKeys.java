package io.flexike.ike.keys;

import io.flexike.crypto.SecretBytes;
import java.util.List;

/** The seven keys of an IKE SA (RFC 7296 2.14). */
public record IkeKeys(
        SecretBytes skD,
        SecretBytes skAi,
        SecretBytes skAr,
        SecretBytes skEi,
        SecretBytes skEr,
        SecretBytes skPi,
        SecretBytes skPr) {
    /** The integrity keys of all IKE SAs with an AEAD; there is nothing to destroy in it. */
    private static final SecretBytes NONE = SecretBytes.empty();

    /** In place of a key that nothing needs any more; whoever uses it fails. */
    private static final SecretBytes FORGOTTEN = SecretBytes.empty();

    static {
        FORGOTTEN.destroy();
    }

    public IkeKeys {
        skAi = skAi.length() == 0 ? NONE : skAi;
        skAr = skAr.length() == 0 ? NONE : skAr;
    }

    /** Forgets all of them. */
    public void destroy() {
        List.of(skD, skAi, skAr, skEi, skEr, skPi, skPr).stream()
                .filter(key -> key.length() > 0)
                .forEach(SecretBytes::destroy);
    }

    /** Forgets SK_d, SK_pi and SK_pr, for which others have been derived; the others live on in the new value. */
    public void destroyForPpk() {
        List.of(skD, skPi, skPr).forEach(SecretBytes::destroy);
    }

    /** Forgets SK_pi and SK_pr, which nothing needs after IKE_AUTH; the others stay in the new value. */
    public IkeKeys afterAuthentication() {
        skPi.destroy();
        skPr.destroy();
        return new IkeKeys(skD, skAi, skAr, skEi, skEr, FORGOTTEN, FORGOTTEN);
    }
}
