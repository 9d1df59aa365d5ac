package io.flexike.ike.keys;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the key exchanges of one CREATE_CHILD_SA and of the exchanges that follow it have brought (RFC 9370 2.2.4).
 *
 * @param first SK(0), empty for a Child SA without perfect forward secrecy
 * @param further SK(1) to SK(n), in order
 */
public record SharedSecrets(Optional<SecretBytes> first, List<SecretBytes> further) {
    public static final SharedSecrets NONE = new SharedSecrets(Optional.empty(), List.of());

    public SharedSecrets {
        further = List.copyOf(further);
    }

    /** Those of a CREATE_CHILD_SA that nothing follows. */
    public static SharedSecrets of(SecretBytes only) {
        return new SharedSecrets(Optional.of(only), List.of());
    }

    /** {@code SK(0) | Ni | Nr | SK(1) | ... | SK(n)}, which whoever takes it clears. */
    byte[] with(byte[] nonceI, byte[] nonceR) {
        if (first.isEmpty() && further.isEmpty()) {
            return ByteBuffer.allocate(nonceI.length + nonceR.length)
                    .put(nonceI)
                    .put(nonceR)
                    .array();
        }
        int octets = first.map(SecretBytes::length).orElse(0)
                + nonceI.length
                + nonceR.length
                + further.stream().mapToInt(SecretBytes::length).sum();
        ByteBuffer all = ByteBuffer.allocate(octets);
        first.ifPresent(secret -> put(secret, all));
        all.put(nonceI).put(nonceR);
        further.forEach(secret -> put(secret, all));
        return all.array();
    }

    private static void put(SecretBytes secret, ByteBuffer all) {
        byte[] octets = secret.toByteArray(SecretAccess.granted());
        all.put(octets);
        Arrays.fill(octets, (byte) 0);
    }

    /** Forgets all of them. */
    public void destroy() {
        first.ifPresent(SecretBytes::destroy);
        further.forEach(SecretBytes::destroy);
    }
}
