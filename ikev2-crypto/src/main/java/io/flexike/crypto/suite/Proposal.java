package io.flexike.crypto.suite;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Algorithms for one protocol: several of each type in an offer, one of each in an answer (RFC 7296 3.3.1). May hold
 * anything a peer sends; {@link #ike()}, {@link #esp()} and {@link #ah()} make proposals of our own that are complete.
 *
 * @param transforms in order of preference
 */
public record Proposal(SecurityProtocol protocol, List<Transform> transforms) {
    /** How many transforms of one type {@link #toString()} names. */
    private static final int NAMED_PER_TYPE = 10;

    /** Copies the transforms. */
    public Proposal {
        transforms = List.copyOf(transforms);
    }

    /** Begins a proposal for an IKE SA. */
    public static ProposalBuilder ike() {
        return new ProposalBuilder(SecurityProtocol.IKE);
    }

    /** Begins a proposal for an ESP Child SA. */
    public static ProposalBuilder esp() {
        return new ProposalBuilder(SecurityProtocol.ESP);
    }

    /** Begins a proposal for an AH Child SA. */
    public static ProposalBuilder ah() {
        return new ProposalBuilder(SecurityProtocol.AH);
    }

    /** The transforms of one type, in order of preference; empty if there are none. */
    public List<Transform> transforms(TransformType type) {
        int first = 0;
        while (first < transforms.size() && !isOf(type, first)) {
            first++;
        }
        int end = first;
        while (end < transforms.size() && isOf(type, end)) {
            end++;
        }
        for (int later = end; later < transforms.size(); later++) {
            if (isOf(type, later)) {
                return transforms.stream()
                        .filter(each -> each.type().value() == type.value())
                        .toList();
            }
        }
        // usually those of one type stand together, and nothing has to be copied
        return transforms.subList(first, end);
    }

    private boolean isOf(TransformType type, int index) {
        return transforms.get(index).type().value() == type.value();
    }

    /** The first transform of a type. */
    public Optional<Transform> first(TransformType type) {
        for (Transform each : transforms) {
            if (each.type().value() == type.value()) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** The types that occur, in the order of their first transform. */
    public List<TransformType> types() {
        List<TransformType> types = new ArrayList<>();
        BitSet seen = new BitSet();
        for (Transform each : transforms) {
            int value = each.type().value();
            if (!seen.get(value)) {
                seen.set(value);
                types.add(each.type());
            }
        }
        return Collections.unmodifiableList(types);
    }

    /**
     * The same proposal without transforms of one type. In IKE_AUTH, for example, a Child SA is proposed without key
     * exchange (RFC 7296 1.2).
     */
    public Proposal without(TransformType type) {
        return new Proposal(
                protocol,
                transforms.stream().filter(each -> !each.type().equals(type)).toList());
    }

    /** Such as {@code IKE: AES-GCM-16-256, AES-GCM-16-128 / PRF-HMAC-SHA2-256 / CURVE25519}; long lists are cut. */
    @Override
    public String toString() {
        return protocol + ": " + names();
    }

    /** {@link #toString()} without the protocol. */
    String names() {
        return types().stream().map(type -> names(transforms(type), ", ")).collect(Collectors.joining(" / "));
    }

    /** The names of some transforms, cut when a peer sends very many. */
    static String names(List<Transform> transforms, String separator) {
        String named =
                transforms.stream().limit(NAMED_PER_TYPE).map(Proposal::name).collect(Collectors.joining(separator));
        int more = transforms.size() - NAMED_PER_TYPE;
        return more > 0 ? named + " and " + more + " more" : named;
    }

    private static String name(Transform transform) {
        // our own never have more than one attribute; a peer's may have thousands
        return transform.attributes().size() > 2
                ? Transform.of(transform.type(), transform.id()) + " with "
                        + transform.attributes().size() + " attributes"
                : transform.toString();
    }
}
