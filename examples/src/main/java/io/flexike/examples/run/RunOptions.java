package io.flexike.examples.run;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.router.Trustpoints;
import io.flexike.ike.certificate.Passphrases;
import io.flexike.ike.transport.IkePorts;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says.
 *
 * @param configuration the file with the router's configuration
 * @param pki the folder of trustpoints
 * @param passphrase the file whose first line is the passphrase of the private keys in it
 * @param keyLog the folder for the keys of all sessions
 * @param capture the file for all datagrams
 * @param inMemory whether the tunnels end at a host in memory instead of at devices of the system
 * @param ports ours and those of all peers
 */
public record RunOptions(
        Path configuration,
        Optional<Path> pki,
        Optional<Path> passphrase,
        Optional<Path> keyLog,
        Optional<Path> capture,
        boolean inMemory,
        Optional<IkePorts> ports) {
    /** The words behind the subcommand. */
    public static final String USAGE =
            "CONFIG [--pki DIR] [--pki-passphrase FILE] [--keylog DIR] [--pcap FILE] [--in-memory] [--ports IKE,NAT]";

    /** Reads the words behind the subcommand. */
    public static RunOptions parse(List<String> arguments) throws UsageException {
        Optional<Path> configuration = Optional.empty();
        Optional<Path> pki = Optional.empty();
        Optional<Path> passphrase = Optional.empty();
        Optional<Path> keyLog = Optional.empty();
        Optional<Path> capture = Optional.empty();
        Optional<IkePorts> ports = Optional.empty();
        boolean inMemory = false;
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--pki" -> pki = Optional.of(Path.of(next(word, words)));
                case "--pki-passphrase" -> passphrase = Optional.of(Path.of(next(word, words)));
                case "--keylog" -> keyLog = Optional.of(Path.of(next(word, words)));
                case "--pcap" -> capture = Optional.of(Path.of(next(word, words)));
                case "--ports" -> ports = Optional.of(ports(next(word, words)));
                case "--in-memory" -> inMemory = true;
                default -> {
                    if (word.startsWith("--") || configuration.isPresent()) {
                        throw new UsageException("\"" + word + "\" is not understood");
                    }
                    configuration = Optional.of(Path.of(word));
                }
            }
        }
        return new RunOptions(
                configuration.orElseThrow(() -> new UsageException("the file of the configuration is missing")),
                pki,
                passphrase,
                keyLog,
                capture,
                inMemory,
                ports);
    }

    private static String next(String option, Iterator<String> words) throws UsageException {
        if (!words.hasNext()) {
            throw new UsageException("a word is missing behind " + option);
        }
        return words.next();
    }

    private static IkePorts ports(String text) throws UsageException {
        String[] numbers = text.split(",", -1);
        try {
            if (numbers.length == 2) {
                IkePorts ports = new IkePorts(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
                if (ports.ike() != 0 && ports.natTraversal() != 0) {
                    return ports;
                }
            }
        } catch (IllegalArgumentException e) {
            throw usage(text, e);
        }
        throw usage(text, null);
    }

    private static UsageException usage(String text, @org.jspecify.annotations.Nullable Throwable cause) {
        UsageException usage = new UsageException(
                "\"" + text + "\" is no pair of ports; right would be two different numbers, such as 5500,54500");
        if (cause != null) {
            usage.initCause(cause);
        }
        return usage;
    }

    /** Our own ports. */
    IkePorts ownPorts() {
        return ports.orElse(IkePorts.STANDARD);
    }

    /** Where the trustpoints are that the configuration names. */
    Trustpoints trustpoints() {
        Passphrases passphrases =
                passphrase.<Passphrases>map(PassphraseFile::new).orElseGet(Passphrases::none);
        return pki.map(folder -> Trustpoints.ofFolder(folder, passphrases)).orElse(name -> {
            throw new IllegalArgumentException("no folder is named for its files; right would be --pki DIR as well");
        });
    }

    /** What the configuration of the gateway begins with. */
    FlexVpnConfig.Builder beginning() {
        FlexVpnConfig.Builder config = FlexVpnConfig.create();
        keyLog.ifPresent(config::keyLog);
        capture.ifPresent(config::capture);
        ports.ifPresent(config::peerPorts);
        return config;
    }
}
