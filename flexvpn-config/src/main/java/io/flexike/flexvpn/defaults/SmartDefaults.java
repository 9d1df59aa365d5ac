package io.flexike.flexvpn.defaults;

import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalKeywords;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.session.ChildSaMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Generations of what is offered and accepted where nothing is said. Those of routers change between releases: the
 * first and the last one have no group in common, so that one is chosen to meet what the peer runs. They are called
 * after generations of routers, which is what people know of a peer, and so weak choices do not have LEGACY in their
 * names.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are those of List.copyOf
public enum SmartDefaults {
    /** Routers up to IOS-XE 16.7. Groups 5 and 2, HMAC-MD5 and HMAC-SHA1 are for peers that have nothing else. */
    CLASSIC(
            "classic",
            "aes256-aes192-aes128-sha512-sha384-sha256-sha1-md5-modp1536-modp1024",
            "aes128-sha1",
            ChildSaMode.TRANSPORT),

    /** Routers of the IOS-XE 17 releases. */
    IOS_XE_17(
            "ios-xe-17", "aes256-sha512-sha384-ecp256-modp2048-ecp521-modp1536", "aes128-sha1", ChildSaMode.TRANSPORT),

    /**
     * Routers from IOS-XE 26.1: ML-KEM in an additional key exchange, which may be left out. It is in a proposal of its
     * own, before the same without it: a peer that does not know it has to reject the whole proposal.
     */
    IOS_XE_26(
            "ios-xe-26",
            "aes256-sha512-sha384-ecp256-modp2048-ecp521-ke1_mlkem768-ke1_mlkem1024-ke1_none,"
                    + "aes256-sha512-sha384-ecp256-modp2048-ecp521",
            "aes128-sha1",
            ChildSaMode.TRANSPORT),

    /**
     * Our own: the strong {@link DefaultProposals}, then those of {@link #CLASSIC}, with AES-CBC of 256 bits beside its
     * HMAC-SHA1, which is what Windows asks for unless told otherwise. What holds if nothing is said.
     */
    FLEXIKE(
            "flexike",
            ProposalKeywords.write(DefaultProposals.ike()) + "," + CLASSIC.ikeWords,
            ProposalKeywords.write(DefaultProposals.esp()) + ",aes256-" + CLASSIC.espWords,
            ChildSaMode.TUNNEL);

    private final String title;
    private final String ikeWords;
    private final String espWords;
    private final ChildSaMode mode;
    private final List<Proposal> ikeProposals;
    private final List<Proposal> espProposals;

    SmartDefaults(String title, String ikeWords, String espWords, ChildSaMode mode) {
        this.title = title;
        this.ikeWords = ikeWords;
        this.espWords = espWords;
        this.mode = mode;
        ikeProposals = ProposalKeywords.parse(SecurityProtocol.IKE, ikeWords);
        espProposals = ProposalKeywords.parse(SecurityProtocol.ESP, espWords);
    }

    /** The generation of that name; empty if there is none. */
    public static Optional<SmartDefaults> named(String name) {
        return Arrays.stream(values())
                .filter(generation -> generation.title.equals(name))
                .findFirst();
    }

    /** All names, the oldest generation first. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (SmartDefaults generation : values()) {
            names.add(generation.title);
        }
        return names;
    }

    /** The IKEv2 proposal {@code default}. */
    public List<Proposal> ikeProposals() {
        return ikeProposals;
    }

    /** The transform set {@code default}. */
    public List<Proposal> espProposals() {
        return espProposals;
    }

    /** The mode of the transform set {@code default}. */
    public ChildSaMode mode() {
        return mode;
    }

    /** The name by which it is chosen. */
    @Override
    public String toString() {
        return title;
    }
}
