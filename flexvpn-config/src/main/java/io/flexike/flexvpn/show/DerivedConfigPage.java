package io.flexike.flexvpn.show;

import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.session.InterfaceSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code show derived-config interface}: what holds for an interface, wherever it comes from. */
final class DerivedConfigPage {
    private static final List<String> LINES_OF_PEER = List.of("tunnel source", "tunnel mode", "tunnel destination");

    private DerivedConfigPage() {}

    static String of(ShownState state, String name) {
        Optional<SessionSnapshot> session = state.gateway().sessions().stream()
                .filter(each -> each.interfaceName().equalsIgnoreCase(name))
                .findFirst();
        Optional<String> origin = session.map(SessionSnapshot::origin)
                .or(() -> state.gateway().interfaces().stream()
                        .filter(each -> each.name().equalsIgnoreCase(name))
                        .map(InterfaceSnapshot::origin)
                        .findFirst());
        Optional<Block> block = state.configuration().block("interface", origin.orElse(name));
        if (block.isEmpty()) {
            return "% there is no interface " + name + "\n";
        }
        List<String> lines = new ArrayList<>();
        lines.add("interface "
                + session.map(SessionSnapshot::interfaceName).orElse(block.get().name()));
        boolean cloned = session.filter(each -> !each.interfaceName().equals(each.origin()))
                .isPresent();
        InterfaceSettings ofPeer = state.gateway().interfaces().stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .map(InterfaceSnapshot::ofPeer)
                .findFirst()
                .orElse(InterfaceSettings.NONE);
        PeerLines ofPolicy = new PeerLines(ofPeer, state.configuration());
        ofPolicy.inside().forEach(line -> lines.add(" " + line));
        lines(block.get(), cloned ? session : Optional.empty(), ofPolicy).forEach(line -> lines.add(" " + line));
        lines.add("end");
        String text = String.join("\n", lines) + "\n";
        return new Page()
                        .line("Building configuration...")
                        .blank()
                        .line("Derived configuration : %d bytes", text.getBytes(StandardCharsets.UTF_8).length)
                        .line("!")
                + text + "\n";
    }

    /** The lines of a template, with where the peer is. */
    private static List<String> lines(Block block, Optional<SessionSnapshot> peer, PeerLines ofPolicy) {
        List<String> lines = new ArrayList<>();
        boolean ended = peer.isEmpty();
        for (Statement line : block.statements()) {
            boolean last =
                    line.key().startsWith("tunnel protection") || line.key().equals("crypto map");
            if (!ended && last) {
                lines.addAll(ofPeer(block, peer.orElseThrow()));
                lines.addAll(ofPolicy.outside());
                ended = true;
            }
            if (!ofPolicy.replaces(line) && (peer.isEmpty() || !LINES_OF_PEER.contains(line.key()))) {
                lines.add((line.negated() ? "no " : "") + shown(line));
            }
        }
        if (!ended) {
            lines.addAll(ofPeer(block, peer.orElseThrow()));
            lines.addAll(ofPolicy.outside());
        }
        return lines;
    }

    private static String shown(Statement line) {
        return String.join(" ", line.words());
    }

    private static List<String> ofPeer(Block block, SessionSnapshot session) {
        List<String> lines = new ArrayList<>();
        lines.add("tunnel source " + Places.address(session.path().local().getAddress()));
        block.statement("tunnel mode").ifPresent(mode -> lines.add(shown(mode)));
        lines.add("tunnel destination " + Places.address(session.path().remote().getAddress()));
        return lines;
    }
}
