package io.flexike.ike.payload;

import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Proposals for an SA, the most preferred first; one in an answer (RFC 7296 3.3).
 *
 * <pre>
 * ~                           Proposals                           ~
 * </pre>
 *
 * @param proposals 1 to {@value #MAX_PROPOSALS}, each numbered one more than the one before
 */
public record SaPayload(List<OfferedProposal> proposals) implements Payload {
    /** Most proposals that are sent or accepted; a bound of ours. */
    public static final int MAX_PROPOSALS = 100;

    /** Checks number and numbering and copies the list. */
    public SaPayload {
        proposals = List.copyOf(proposals);
        if (proposals.isEmpty() || proposals.size() > MAX_PROPOSALS) {
            throw new IllegalArgumentException("An SA payload with " + proposals.size() + " proposals");
        }
        for (int i = 1; i < proposals.size(); i++) {
            if (proposals.get(i).number() != proposals.get(i - 1).number() + 1) {
                throw new IllegalArgumentException("Proposals are not numbered one by one");
            }
        }
        OctetLimits.requireBody(octets(proposals), "Proposals");
    }

    /** An offer for a first IKE SA: proposals without SPI, numbered from 1. */
    public static SaPayload ofIkeInit(List<Proposal> proposals) {
        List<OfferedProposal> offered = new ArrayList<>();
        for (Proposal proposal : proposals) {
            offered.add(OfferedProposal.of(offered.size() + 1, proposal));
        }
        return new SaPayload(offered);
    }

    /** An offer for a Child SA: proposals with the sender's inbound SPI, numbered from 1. */
    public static SaPayload ofChildSa(int spi, List<Proposal> proposals) {
        List<OfferedProposal> offered = new ArrayList<>();
        for (Proposal proposal : proposals) {
            offered.add(OfferedProposal.ofChildSa(offered.size() + 1, spi, proposal));
        }
        return new SaPayload(offered);
    }

    /** An offer for the successor of an IKE SA: proposals with the sender's new SPI, numbered from 1. */
    public static SaPayload ofIkeRekey(long spi, List<Proposal> proposals) {
        List<OfferedProposal> offered = new ArrayList<>();
        for (Proposal proposal : proposals) {
            offered.add(OfferedProposal.ofIkeSa(offered.size() + 1, spi, proposal));
        }
        return new SaPayload(offered);
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if any inner length or count does not fit, or the numbers do not rise one by one
     */
    public static SaPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "SA payload");
        List<OfferedProposal> proposals = new ArrayList<>();
        do {
            if (proposals.size() == MAX_PROPOSALS) {
                throw in.fault("has more than " + MAX_PROPOSALS + " proposals");
            }
            OfferedProposal proposal = ProposalCodec.decodeProposal(in);
            // RFC 7296 3.3.1 begins at 1; some peers begin elsewhere, which harms nobody.
            if (!proposals.isEmpty()
                    && proposal.number() != proposals.get(proposals.size() - 1).number() + 1) {
                throw in.fault("has proposals that are not numbered one by one");
            }
            proposals.add(proposal);
        } while (in.remaining() > 0);
        return new SaPayload(proposals);
    }

    /** The algorithms alone, in the same order. */
    public List<Proposal> offers() {
        return proposals.stream().map(OfferedProposal::proposal).toList();
    }

    @Override
    public PayloadType type() {
        return PayloadType.SA;
    }

    @Override
    public int bodyOctets() {
        return octets(proposals);
    }

    private static int octets(List<OfferedProposal> proposals) {
        int octets = 0;
        for (OfferedProposal each : proposals) {
            octets += ProposalCodec.octets(each);
        }
        return octets;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        for (int i = 0; i < proposals.size(); i++) {
            ProposalCodec.encode(proposals.get(i), i == proposals.size() - 1, out);
        }
    }

    @Override
    public String toString() {
        return "SA" + proposals;
    }
}
