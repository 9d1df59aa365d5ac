package io.flexike.ike.certificate;

import java.util.Locale;

/** A check that failed, on its way to the verdict. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;

    /** @param text a sentence that is safe to print; its first letter may be a small one */
    RefusedException(RefusalReason reason, String text) {
        super(text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1), null, false, false);
        this.reason = reason;
    }

    RefusalReason reason() {
        return reason;
    }

    CertificateVerdict.Refused verdict() {
        return new CertificateVerdict.Refused(reason, String.valueOf(getMessage()));
    }
}
