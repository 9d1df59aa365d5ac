package io.flexike.ike.payload;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformAttribute;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Proposal, transform and attribute substructures (RFC 7296 3.3.1, 3.3.2, 3.3.5). */
final class ProposalCodec {
    private static final int LAST = 0;
    private static final int MORE_PROPOSALS = 2;
    private static final int MORE_TRANSFORMS = 3;
    private static final int PROPOSAL_HEADER_OCTETS = 8;
    private static final int TRANSFORM_HEADER_OCTETS = 8;
    private static final int ATTRIBUTE_HEADER_OCTETS = 4;
    private static final int SHORT_FORM = 0x8000;

    /** Our own bound; one is defined, and it may stand only once. */
    private static final int MAX_ATTRIBUTES = 16;

    private ProposalCodec() {}

    /** Reads one proposal; it must be the last one exactly when nothing follows. */
    static OfferedProposal decodeProposal(BodyReader in) throws InvalidSyntaxException {
        BodyReader proposal = substructure(in, MORE_PROPOSALS, PROPOSAL_HEADER_OCTETS, "proposal");
        int number = proposal.octet("number");
        SecurityProtocol protocol = new SecurityProtocol(proposal.octet("protocol"));
        int spiOctets = proposal.octet("SPI size");
        int count = proposal.octet("number of transforms");
        if (!SpiSizes.fitsProposal(protocol, spiOctets)) {
            throw proposal.fault(number + " has an SPI of " + spiOctets + " octets for " + protocol);
        }
        if (count == 0) {
            throw proposal.fault(number + " has no transform");
        }
        byte[] spi = proposal.octets(spiOctets, "SPI");
        List<Transform> transforms = new ArrayList<>();
        while (proposal.remaining() > 0) {
            if (transforms.size() == count) {
                throw proposal.fault(number + " has more transforms than the " + count + " it says");
            }
            transforms.add(decodeTransform(proposal));
        }
        if (transforms.size() != count) {
            throw proposal.fault(number + " has " + transforms.size() + " transforms but says " + count);
        }
        return new OfferedProposal(number, spi, new Proposal(protocol, transforms));
    }

    private static Transform decodeTransform(BodyReader in) throws InvalidSyntaxException {
        BodyReader transform = substructure(in, MORE_TRANSFORMS, TRANSFORM_HEADER_OCTETS, "transform");
        TransformType type = new TransformType(transform.octet("type"));
        transform.skipReserved(1);
        int id = transform.uint16("id");
        List<TransformAttribute> attributes = new ArrayList<>();
        while (transform.remaining() > 0) {
            if (attributes.size() == MAX_ATTRIBUTES) {
                throw transform.fault("has more than " + MAX_ATTRIBUTES + " attributes");
            }
            attributes.add(decodeAttribute(transform));
        }
        return new Transform(type, id, attributes);
    }

    private static TransformAttribute decodeAttribute(BodyReader in) throws InvalidSyntaxException {
        int formatAndType = in.uint16("attribute type");
        int type = formatAndType & ~SHORT_FORM;
        if ((formatAndType & SHORT_FORM) != 0) {
            return new TransformAttribute(type, true, in.octets(2, "attribute value"));
        }
        int length = in.uint16("attribute length");
        return new TransformAttribute(type, false, in.octets(length, "attribute value"));
    }

    /** Reads "Last Substruc", reserved octet and length, and cuts out what the length covers. */
    private static BodyReader substructure(BodyReader in, int moreMark, int headerOctets, String name)
            throws InvalidSyntaxException {
        int mark = in.octet("last substructure field of a " + name);
        in.skipReserved(1);
        int length = in.uint16("length of a " + name);
        if (length < headerOctets) {
            throw in.fault("has a " + name + " of " + length + " octets, shorter than its header");
        }
        BodyReader substructure = in.part(length - 4, name);
        if (mark != (in.remaining() == 0 ? LAST : moreMark)) {
            throw in.fault("has a " + name + " that says " + mark + " where " + in.remaining() + " octets follow");
        }
        return substructure;
    }

    static int octets(OfferedProposal offered) {
        int octets = PROPOSAL_HEADER_OCTETS + offered.spi().length;
        for (Transform each : offered.proposal().transforms()) {
            octets += octets(each);
        }
        return octets;
    }

    private static int octets(Transform transform) {
        int octets = TRANSFORM_HEADER_OCTETS;
        for (TransformAttribute each : transform.attributes()) {
            octets += ATTRIBUTE_HEADER_OCTETS + (each.shortForm() ? 0 : each.value().length);
        }
        return octets;
    }

    static void encode(OfferedProposal offered, boolean last, ByteBuffer out) {
        byte[] spi = offered.spi();
        List<Transform> transforms = offered.proposal().transforms();
        out.put((byte) (last ? LAST : MORE_PROPOSALS)).put((byte) 0).putShort((short) octets(offered));
        out.put((byte) offered.number()).put((byte) offered.protocol().value());
        out.put((byte) spi.length).put((byte) transforms.size()).put(spi);
        for (int i = 0; i < transforms.size(); i++) {
            encode(transforms.get(i), i == transforms.size() - 1, out);
        }
    }

    private static void encode(Transform transform, boolean last, ByteBuffer out) {
        out.put((byte) (last ? LAST : MORE_TRANSFORMS)).put((byte) 0).putShort((short) octets(transform));
        out.put((byte) transform.type().value()).put((byte) 0).putShort((short) transform.id());
        for (TransformAttribute attribute : transform.attributes()) {
            byte[] value = attribute.value();
            if (attribute.shortForm()) {
                out.putShort((short) (SHORT_FORM | attribute.type())).put(value);
            } else {
                out.putShort((short) attribute.type())
                        .putShort((short) value.length)
                        .put(value);
            }
        }
    }
}
