package io.flexike.flexvpn.router;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.Transform;
import io.flexike.esp.DfBit;
import io.flexike.esp.OuterHeaderPolicy;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.ios.TransformSetWords;
import io.flexike.flexvpn.ios.WordException;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.TrafficHiding;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.SaLifetime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Transform sets, and what names them: IPsec profiles and entries of crypto maps. */
final class IpsecProfiles {
    static final String PROFILE = "crypto ipsec profile";
    static final String TRANSFORM_SET = "crypto ipsec transform-set";
    private static final String LIFETIME = "security-association lifetime ";
    private static final String DEFAULT = "default";
    private static final long KILOBYTE = 1024;
    private static final List<String> NOT_ACTIVE = List.of(
            "set isakmp-profile",
            "set security-association idle-time",
            "set security-association replay disable",
            "set security-association ecn",
            "set security-association level per-host",
            "set security-policy limit",
            "set identity",
            "set reverse-route gateway",
            "set mixed-mode",
            "set reverse-route distance",
            "set reverse-route tag",
            "reverse-route",
            "rri-dvti-disable",
            "redundancy");

    private final RouterConfig router;
    private final SmartDefaults defaults;
    private final Notes notes;

    IpsecProfiles(RouterConfig router, SmartDefaults defaults, Notes notes) {
        this.router = router;
        this.defaults = defaults;
        this.notes = notes;
    }

    /**
     * A profile and what it says beside the protection.
     *
     * @param ikeProfile the name of the IKEv2 profile that it leads to
     */
    record Found(IpsecProfile profile, Optional<String> ikeProfile, boolean responderOnly) {}

    /**
     * The profile of that name.
     *
     * @param tunnelMode whether packets of others are protected, which transport mode cannot
     */
    Optional<Found> named(String name, boolean tunnelMode) {
        Optional<Block> block = router.block(PROFILE, name);
        if (block.isPresent()) {
            return Optional.of(new Found(
                    of(block.get(), tunnelMode),
                    block.get().text("set ikev2-profile", "profile").or(this::defaultIkeProfile),
                    block.get().isOn("responder-only")));
        }
        if (!name.equals(DEFAULT) || !router.root().isOn(PROFILE + " default")) {
            return Optional.empty();
        }
        IpsecProfile.Builder profile = IpsecProfile.named(DEFAULT);
        List<Sets> sets = sets(List.of(DEFAULT));
        add(profile, sets, List.of(), tunnelMode);
        profile.lifetime(lifetime(Optional.empty()));
        packets(profile, Optional.empty());
        return Optional.of(new Found(profile.build(), defaultIkeProfile(), false));
    }

    private Optional<String> defaultIkeProfile() {
        return router.block(IkeProfiles.PROFILE, DEFAULT).map(Block::name);
    }

    /** What an IPsec profile or an entry of a crypto map says about protection. */
    IpsecProfile of(Block block, boolean tunnelMode) {
        NOT_ACTIVE.forEach(key -> block.statement(key).ifPresent(notes::inactive));
        IpsecProfile.Builder profile = IpsecProfile.named(block.name());
        List<String> names = block.statement("set transform-set")
                .map(line -> line.values("transform-set"))
                .orElse(List.of(DEFAULT));
        List<Sets> sets = sets(names);
        if (!tunnelMode && sets.stream().map(Sets::mode).distinct().count() > 1) {
            block.statement("set transform-set")
                    .ifPresent(
                            line -> notes.warning(line, "transform sets of different modes; that of the first counts"));
        }
        List<Transform> keyExchanges = block.statement("set pfs").map(this::pfs).orElse(List.of());
        add(profile, sets, keyExchanges, tunnelMode);
        profile.lifetime(lifetime(Optional.of(block)));
        packets(profile, Optional.of(block));
        return profile.build();
    }

    /** The replay window and the outer header: what the block says, or else what holds everywhere. */
    private void packets(IpsecProfile.Builder profile, Optional<Block> block) {
        Block root = router.root();
        block.flatMap(each -> each.statement("set security-association replay window-size"))
                .or(() -> root.statement("crypto ipsec security-association replay window-size"))
                .ifPresent(line -> profile.replayWindow(Integer.parseInt(line.text("packets"))));
        OuterHeaderPolicy header = OuterHeaderPolicy.standard();
        Optional<String> dfBit = block.flatMap(each -> each.text("set security-association dfbit", "mode"))
                .or(() -> root.text("crypto ipsec df-bit", "mode"));
        if (dfBit.isPresent()) {
            header = header.withDfBit(DfBit.valueOf(dfBit.get().toUpperCase(Locale.ROOT)));
        }
        if (root.text("crypto ipsec fragmentation", "mode")
                .filter("after-encryption"::equals)
                .isPresent()) {
            header = header.withFragmentationAfterEncryption();
        }
        profile.outerHeader(header);
        block.flatMap(each -> each.statement("set security-association dummy"))
                .or(() -> root.statement("crypto ipsec security-association dummy"))
                .flatMap(IpsecProfiles::dummyInterval)
                .ifPresent(interval -> profile.hiding(TrafficHiding.NONE.withDummies(interval)));
    }

    private static Optional<Duration> dummyInterval(Statement line) {
        if (line.has("seconds")) {
            return Optional.of(Duration.ofSeconds(line.integer("seconds")));
        }
        long packetsASecond = line.integer("packets");
        return packetsASecond == 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(1).dividedBy(packetsASecond));
    }

    private record Sets(List<Proposal> proposals, ChildSaMode mode, boolean required) {}

    private static void add(
            IpsecProfile.Builder profile, List<Sets> sets, List<Transform> keyExchanges, boolean tunnelMode) {
        if (ours(sets) && keyExchanges.isEmpty()) {
            return;
        }
        for (Sets set : sets) {
            for (Proposal proposal : set.proposals) {
                List<Transform> transforms = new ArrayList<>(proposal.transforms());
                transforms.addAll(keyExchanges);
                profile.proposals(new Proposal(proposal.protocol(), transforms));
            }
        }
        boolean transport = !tunnelMode && !sets.isEmpty() && sets.get(0).mode == ChildSaMode.TRANSPORT;
        profile.mode(transport ? ChildSaMode.TRANSPORT : ChildSaMode.TUNNEL);
        if (transport && sets.get(0).required) {
            profile.requireTransport();
        }
    }

    /** Whether it is the built-in transform set of our own generation, which holds if nothing is said. */
    private static boolean ours(List<Sets> sets) {
        return sets.size() == 1 && sets.get(0).proposals.equals(SmartDefaults.FLEXIKE.espProposals());
    }

    private List<Sets> sets(List<String> names) {
        List<Sets> sets = new ArrayList<>();
        for (String name : names) {
            Optional<Block> block = router.block(TRANSFORM_SET, name);
            if (block.isPresent()) {
                set(block.get()).ifPresent(sets::add);
            } else if (name.equals(DEFAULT) && router.root().isOn(TRANSFORM_SET + " default")) {
                sets.add(new Sets(defaults.espProposals(), defaults.mode(), false));
            }
        }
        return sets;
    }

    private Optional<Sets> set(Block block) {
        Statement header = block.header().orElseThrow();
        List<String> words = new ArrayList<>(header.words());
        String text = String.join(" ", words.subList(words.indexOf(block.name()) + 1, words.size()));
        ChildSaMode mode = block.text("mode", "mode")
                        .filter(word -> word.startsWith("transport"))
                        .isPresent()
                ? ChildSaMode.TRANSPORT
                : ChildSaMode.TUNNEL;
        try {
            boolean required =
                    block.statement("mode").filter(line -> line.has("require")).isPresent();
            return Optional.of(new Sets(List.of(TransformSetWords.parse(text, block.isOn("esn"))), mode, required));
        } catch (WordException e) {
            notes.error(header, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private List<Transform> pfs(Statement line) {
        List<Transform> transforms = new ArrayList<>();
        int group = line.value("group")
                .map(word -> Integer.parseInt(word.substring("group".length())))
                .orElse(0);
        if (group == 0) {
            notes.warning(line, "no group is named; group14 is taken. Right would be set pfs group19 or another one");
            group = KeyExchangeMethod.MODP_2048.value();
        }
        transforms.add(Transform.keyExchange(new KeyExchangeMethod(group)));
        line.value("pqc")
                .ifPresent(word -> transforms.add(Transform.additionalKeyExchange(
                        1,
                        switch (word) {
                            case "mlkem512" -> KeyExchangeMethod.ML_KEM_512;
                            case "mlkem768" -> KeyExchangeMethod.ML_KEM_768;
                            default -> KeyExchangeMethod.ML_KEM_1024;
                        })));
        return transforms;
    }

    private SaLifetime lifetime(Optional<Block> block) {
        Duration age = seconds(block)
                .or(() -> global("days")
                        .map(line -> Duration.ofDays(line.integer("days")).toSeconds()))
                .or(() ->
                        global("seconds").flatMap(line -> line.value("seconds")).map(Long::parseLong))
                .map(Duration::ofSeconds)
                .orElse(Duration.ofHours(1));
        Optional<Statement> kilobytes = block.flatMap(each -> each.statement("set " + LIFETIME + "kilobytes"))
                .or(() -> global("kilobytes"));
        SaLifetime lifetime = SaLifetime.ofTime(age);
        if (kilobytes.isEmpty() && defaults == SmartDefaults.IOS_XE_26) {
            return lifetime;
        }
        if (kilobytes.filter(line -> line.has("disable")).isPresent()) {
            return lifetime;
        }
        return lifetime.octets(kilobytes
                        .flatMap(line -> line.value("kilobytes"))
                        .map(Long::parseLong)
                        .orElse(4_608_000L)
                * KILOBYTE);
    }

    private static Optional<Long> seconds(Optional<Block> block) {
        return block.flatMap(each -> each.statement("set " + LIFETIME + "seconds")
                .map(line -> line.integer("seconds"))
                .or(() -> each.statement("set " + LIFETIME + "days")
                        .map(line -> Duration.ofDays(line.integer("days")).toSeconds())));
    }

    private Optional<Statement> global(String unit) {
        return router.root().statement("crypto ipsec " + LIFETIME + unit);
    }
}
