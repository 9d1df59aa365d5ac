package io.flexike.benchmarks;

import java.security.Provider;
import java.security.Security;
import java.util.Objects;

/** JCA providers by a short name, registered or only on the path. */
final class Accelerators {
    /** The Amazon Corretto Crypto Provider. */
    static final String ACCP = "ACCP";

    private static final String ACCP_CLASS = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private Accelerators() {}

    /** Whether the Amazon Corretto Crypto Provider is on the path and works here. */
    static boolean isAccpPresent() {
        try {
            Class<?> type = Class.forName(ACCP_CLASS);
            return type.getMethod("getLoadingError").invoke(provider(ACCP)) == null;
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    static Provider provider(String name) {
        if (!name.equals(ACCP)) {
            return Objects.requireNonNull(Security.getProvider(name), name);
        }
        try {
            return Objects.requireNonNull(
                    (Provider) Class.forName(ACCP_CLASS).getField("INSTANCE").get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("ACCP is not on the path", e);
        }
    }
}
