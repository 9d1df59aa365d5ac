package io.flexike.ike.certificate;

/** Ends an attempt at a check that cannot go on before something is fetched. */
final class LookupNeededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Lookup lookup;

    LookupNeededException(Lookup lookup) {
        super("something has to be fetched", null, false, false);
        this.lookup = lookup;
    }

    Lookup lookup() {
        return lookup;
    }
}
