package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;

/** Reads a proposal that was narrowed to one transform of each type. */
final class ChosenTransforms {
    private final Proposal chosen;

    ChosenTransforms(Proposal chosen, SecurityProtocol protocol) {
        if (!chosen.protocol().equals(protocol)) {
            throw new IllegalArgumentException("not a proposal for " + protocol + " but " + chosen);
        }
        this.chosen = chosen;
    }

    EncryptionAlgorithm encryption() {
        return new EncryptionAlgorithm(id(TransformType.ENCRYPTION));
    }

    int keyBits() {
        Transform transform = single(TransformType.ENCRYPTION);
        List<Integer> defined = encryption().keyBits();
        int fixed = defined.size() == 1 ? defined.get(0) : -1;
        int bits = transform.keyLengthBits().orElse(fixed);
        if (bits < 0) {
            throw new IllegalArgumentException(transform + " has no key length");
        }
        return bits;
    }

    IntegrityAlgorithm integrity() {
        return new IntegrityAlgorithm(idOrNone(TransformType.INTEGRITY));
    }

    KeyExchangeMethod keyExchange() {
        return new KeyExchangeMethod(idOrNone(TransformType.KEY_EXCHANGE));
    }

    List<KeyExchangeMethod> additionalKeyExchanges() {
        if (!AdditionalKeyExchanges.areIn(chosen)) {
            return List.of();
        }
        List<KeyExchangeMethod> methods = new ArrayList<>();
        for (TransformType type : TransformType.ADDITIONAL_KEY_EXCHANGES) {
            methods.add(new KeyExchangeMethod(idOrNone(type)));
        }
        return AdditionalKeyExchanges.trimmed(methods);
    }

    int id(TransformType type) {
        return single(type).id();
    }

    private int idOrNone(TransformType type) {
        return chosen.transforms(type).isEmpty() ? 0 : id(type);
    }

    private Transform single(TransformType type) {
        List<Transform> transforms = chosen.transforms(type);
        if (transforms.size() != 1) {
            throw new IllegalArgumentException("not exactly one " + type + " in " + chosen);
        }
        return transforms.get(0);
    }
}
