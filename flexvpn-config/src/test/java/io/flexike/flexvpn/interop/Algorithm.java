package io.flexike.flexvpn.interop;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.OptionalInt;

/**
 * An algorithm in the notations of both implementations.
 *
 * @param keyword as {@code swanctl.conf} has it, with the key length where there are several
 * @param charonName as {@code swanctl --list-algs} has it, without key length
 */
record Algorithm(Transform transform, String keyword, String charonName) {
    TransformType type() {
        return transform.type();
    }

    boolean isAead() {
        return type().equals(TransformType.ENCRYPTION) && new EncryptionAlgorithm(transform.id()).isAead();
    }

    /** As {@code swanctl --list-sas} has it. */
    String negotiatedName() {
        OptionalInt bits = transform.keyLengthBits();
        return bits.isPresent() ? charonName + "-" + bits.getAsInt() : charonName;
    }

    @Override
    public String toString() {
        return transform.toString();
    }
}
