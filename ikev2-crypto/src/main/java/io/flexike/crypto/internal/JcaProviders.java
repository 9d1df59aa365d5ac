package io.flexike.crypto.internal;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The JCA providers in the order in which they are asked: those that the application prefers, those that are
 * registered, and Bouncy Castle for what nobody else has. An accelerator that is on the path but not registered comes
 * just before the provider of the Java runtime, so that whatever the application put in front of that stays in front.
 */
final class JcaProviders {
    private static final String ACCELERATOR = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /** The provider of ciphers that comes with Java. */
    private static final String RUNTIME = "SunJCE";

    private final List<Provider> preferred;

    JcaProviders(List<Provider> preferred) {
        this.preferred = List.copyOf(preferred);
    }

    /** Lazily, because the last ones are slow to load and hardly ever needed. */
    Stream<Provider> inOrder() {
        Stream<Supplier<Stream<Provider>>> groups = Stream.of(
                preferred::stream,
                () -> Stream.of(Security.getProviders()).flatMap(JcaProviders::accelerated),
                () -> Stream.of(BouncyCastle.PROVIDER));
        return groups.flatMap(Supplier::get);
    }

    private static Stream<Provider> accelerated(Provider registered) {
        return registered.getName().equals(RUNTIME)
                ? Stream.concat(accelerator().stream(), Stream.of(registered))
                : Stream.of(registered);
    }

    /** An accelerator that is registered keeps the place that the application gave it. */
    private static Optional<Provider> accelerator() {
        try {
            Class<?> type = Class.forName(ACCELERATOR);
            Provider found =
                    Objects.requireNonNull((Provider) type.getField("INSTANCE").get(null));
            boolean loaded = type.getMethod("getLoadingError").invoke(found) == null;
            return loaded && Security.getProvider(found.getName()) == null ? Optional.of(found) : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            // not on the path, or not for this machine
            return Optional.empty();
        }
    }

    /** Not registered anywhere; made when first asked. */
    private static final class BouncyCastle {
        static final Provider PROVIDER = new BouncyCastleProvider();
    }
}
