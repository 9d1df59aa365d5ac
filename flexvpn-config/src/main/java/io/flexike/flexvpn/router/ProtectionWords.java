package io.flexike.flexvpn.router;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import io.flexike.esp.DfBit;
import io.flexike.esp.EspSaParameters;
import io.flexike.esp.OuterHeaderPolicy;
import io.flexike.flexvpn.ios.ProposalWords;
import io.flexike.flexvpn.ios.TransformSetWords;
import io.flexike.flexvpn.policy.IkePolicy;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.TrafficHiding;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.SaLifetime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words for policies and proposals, IPsec profiles and transform sets. */
final class ProtectionWords {
    private static final long KILOBYTE = 1024;
    private static final long DEFAULT_KILOBYTES = 4_608_000;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MOST_DUMMIES_A_SECOND = 25;
    private static final List<Integer> REPLAY_WINDOWS = List.of(64, 128, 256, 512, 1024);

    private ProtectionWords() {}

    static void write(IkePolicy policy, Sentences out) {
        List<String> lines = out.block("crypto ikev2 policy " + policy.name(), policy);
        lines.add("match fvrf any");
        policy.localAddresses().stream()
                .map(Interfaces::text)
                .sorted()
                .forEach(address -> lines.add("match address local " + address));
        int number = 1;
        for (Proposal proposal : policy.proposals()) {
            String name = policy.name() + "-" + number++;
            lines.add("proposal " + name);
            try {
                List<String> words = ProposalWords.write(proposal);
                if (ProposalWords.parse(words).equals(List.of(proposal))) {
                    out.block("crypto ikev2 proposal " + name, proposal).addAll(words);
                } else {
                    out.missing(policy + ": " + proposal);
                }
            } catch (IllegalArgumentException e) {
                out.missing(policy + ": " + proposal);
            }
        }
    }

    static void write(IpsecProfile profile, Sentences out) {
        if (profile.equals(IpsecProfile.defaults())) {
            return;
        }
        List<String> lines = out.block("crypto ipsec profile " + profile.name(), profile);
        ChildSaPolicy policy = profile.policy();
        lifetime(profile, policy.lifetime(), lines, out);
        packets(profile, lines, out);
        if (!policy.transportRequired()
                && !policy.equals(ChildSaPolicy.DEFAULT
                        .withMode(policy.mode())
                        .withLifetime(policy.lifetime())
                        .withResources(policy.resources()))) {
            out.missing(profile + ": padding and fragments");
        }
        if (policy.resources() > 0) {
            out.missing(profile + ": a Child SA for each queue");
        }
        if (profile.namesProposals()) {
            proposals(profile, lines, out);
        } else if (policy.mode() == ChildSaMode.TRANSPORT) {
            out.missing(profile + ": transport mode without a transform set");
        }
    }

    private static void packets(IpsecProfile profile, List<String> lines, Sentences out) {
        int window = profile.replayWindow();
        if (window != EspSaParameters.DEFAULT_REPLAY_WINDOW) {
            if (REPLAY_WINDOWS.contains(window)) {
                lines.add("set security-association replay window-size " + window);
            } else {
                out.missing(profile + ": a replay window of " + window);
            }
        }
        hiding(profile, lines, out);
        OuterHeaderPolicy header = profile.outerHeader();
        if (header.dfBit() != DfBit.COPY) {
            lines.add("set security-association dfbit " + header.dfBit().name().toLowerCase(Locale.ROOT));
        }
        if (!header.equals(OuterHeaderPolicy.standard().withDfBit(header.dfBit()))) {
            // a router says it for all profiles at once
            out.missing(profile + ": DSCP, or fragmentation after encryption, of one profile");
        }
    }

    private static void hiding(IpsecProfile profile, List<String> lines, Sentences out) {
        TrafficHiding hiding = profile.hiding();
        if (hiding.paddedOctets() > 0) {
            out.missing(profile + ": padding to " + hiding.paddedOctets() + " octets");
        }
        if (hiding.dummyInterval().isEmpty()) {
            return;
        }
        Duration interval = hiding.dummyInterval().get();
        long packetsASecond = SECOND.dividedBy(interval);
        if (interval.equals(Duration.ofSeconds(interval.toSeconds()))) {
            lines.add("set security-association dummy seconds " + interval.toSeconds());
        } else if (packetsASecond > 0
                && packetsASecond <= MOST_DUMMIES_A_SECOND
                && SECOND.dividedBy(packetsASecond).equals(interval)) {
            lines.add("set security-association dummy pps " + packetsASecond);
        } else {
            out.missing(profile + ": a dummy packet every " + interval);
        }
    }

    private static void lifetime(IpsecProfile profile, SaLifetime lifetime, List<String> lines, Sentences out) {
        Duration hard = lifetime.hard();
        boolean endless = lifetime.hardOctets() == SaLifetime.UNLIMITED;
        SaLifetime plain =
                endless ? SaLifetime.ofTime(hard) : SaLifetime.ofTime(hard).octets(lifetime.hardOctets());
        boolean fits = plain.equals(lifetime)
                && hard.toMillisPart() == 0
                && hard.toSeconds() >= 120
                && hard.toSeconds() <= 2_592_000
                && (endless || lifetime.hardOctets() % KILOBYTE == 0 && lifetime.hardOctets() >= 2560 * KILOBYTE);
        if (!fits) {
            out.missing(profile + ": lifetime " + lifetime);
            return;
        }
        if (!hard.equals(Duration.ofHours(1))) {
            lines.add("set security-association lifetime seconds " + hard.toSeconds());
        }
        if (endless) {
            lines.add("set security-association lifetime kilobytes disable");
        } else if (lifetime.hardOctets() != DEFAULT_KILOBYTES * KILOBYTE) {
            lines.add("set security-association lifetime kilobytes " + lifetime.hardOctets() / KILOBYTE);
        }
    }

    private static void proposals(IpsecProfile profile, List<String> lines, Sentences out) {
        List<Transform> pfs = profile.proposals().get(0).transforms(TransformType.KEY_EXCHANGE);
        List<String> names = new ArrayList<>();
        for (Proposal proposal : profile.proposals()) {
            if (!proposal.transforms(TransformType.KEY_EXCHANGE).equals(pfs) || pfs.size() > 1) {
                out.missing(profile + ": perfect forward secrecy by proposal");
            }
            String name = profile.name() + "-" + (names.size() + 1);
            names.add(name);
            transformSet(profile, name, proposal, out);
        }
        lines.add("set transform-set " + String.join(" ", names));
        pfs.forEach(group -> lines.add("set pfs group" + group.id()));
    }

    private static void transformSet(IpsecProfile profile, String name, Proposal proposal, Sentences out) {
        Proposal bare = proposal.without(TransformType.KEY_EXCHANGE);
        for (boolean extended : new boolean[] {false, true}) {
            try {
                String words = TransformSetWords.write(bare);
                if (TransformSetWords.parse(words, extended).equals(bare)) {
                    List<String> lines = out.block("crypto ipsec transform-set " + name + " " + words, proposal);
                    if (profile.policy().mode() == ChildSaMode.TRANSPORT) {
                        lines.add(profile.policy().transportRequired() ? "mode transport require" : "mode transport");
                    }
                    if (extended) {
                        lines.add("esn");
                    }
                    return;
                }
            } catch (IllegalArgumentException e) {
                break;
            }
        }
        out.missing(profile + ": " + proposal);
    }
}
