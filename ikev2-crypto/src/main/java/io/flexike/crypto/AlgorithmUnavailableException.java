package io.flexike.crypto;

/** An algorithm cannot be used, because nobody offers it or what offers it gave a wrong answer in its self-test. */
public final class AlgorithmUnavailableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final String provider;

    /**
     * Says which and why.
     *
     * @param algorithm its name
     * @param provider who should have run it
     * @param reason such as {@code wrong answer in the self-test}
     */
    public AlgorithmUnavailableException(String algorithm, String provider, String reason) {
        super(algorithm + " by " + provider + " cannot be used: " + reason);
        this.algorithm = algorithm;
        this.provider = provider;
    }

    /** The algorithm that cannot be used. */
    public String algorithm() {
        return algorithm;
    }

    /** The provider, or several separated by commas, that should have run it. */
    public String provider() {
        return provider;
    }
}
