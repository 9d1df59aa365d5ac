package io.flexike.examples.run;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.environment.DataPlaneOptions;
import io.flexike.flexvpn.router.Trustpoints;
import io.flexike.ike.certificate.Passphrases;
import io.flexike.ike.transport.IkePorts;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

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
 * @param dataPlane how the devices and UDP ports of the system are opened
 */
public record RunOptions(
        Path configuration,
        Optional<Path> pki,
        Optional<Path> passphrase,
        Optional<Path> keyLog,
        Optional<Path> capture,
        boolean inMemory,
        Optional<IkePorts> ports,
        DataPlaneOptions dataPlane) {
    /** The words behind the subcommand. */
    public static final String USAGE =
            "CONFIG [--pki DIR] [--pki-passphrase FILE] [--keylog DIR] [--pcap FILE] [--in-memory] [--ports IKE,NAT]"
                    + " [--queues N] [--port-shards N] [--no-offload]";

    /** Reads the words behind the subcommand. */
    public static RunOptions parse(List<String> arguments) throws UsageException {
        Optional<Path> configuration = Optional.empty();
        Optional<Path> pki = Optional.empty();
        Optional<Path> passphrase = Optional.empty();
        Optional<Path> keyLog = Optional.empty();
        Optional<Path> capture = Optional.empty();
        Optional<IkePorts> ports = Optional.empty();
        DataPlaneOptions dataPlane = DataPlaneOptions.STANDARD;
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
                case "--queues" -> dataPlane = changed(word, words, dataPlane::withQueues);
                case "--port-shards" -> dataPlane = changed(word, words, dataPlane::withPortShards);
                case "--no-offload" -> dataPlane = dataPlane.withoutOffload();
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
                ports,
                dataPlane);
    }

    private static String next(String option, Iterator<String> words) throws UsageException {
        if (!words.hasNext()) {
            throw new UsageException("a word is missing behind " + option);
        }
        return words.next();
    }

    private static DataPlaneOptions changed(String option, Iterator<String> words, IntFunction<DataPlaneOptions> change)
            throws UsageException {
        String word = next(option, words);
        try {
            return change.apply(Integer.parseInt(word));
        } catch (NumberFormatException e) {
            throw caused("\"" + word + "\" behind " + option + " is no number", e);
        } catch (IllegalArgumentException e) {
            throw caused(option + ": " + e.getMessage(), e);
        }
    }

    private static UsageException caused(String message, Throwable cause) {
        UsageException usage = new UsageException(message);
        usage.initCause(cause);
        return usage;
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
            throw caused(noPorts(text), e);
        }
        throw new UsageException(noPorts(text));
    }

    private static String noPorts(String text) {
        return "\"" + text + "\" is no pair of ports; right would be two different numbers, such as 5500,54500";
    }

    /** Our own ports. */
    IkePorts ownPorts() {
        return ports.orElse(IkePorts.STANDARD);
    }

    /** What of these options does nothing. */
    List<String> remarks() {
        return inMemory && !dataPlane.equals(DataPlaneOptions.STANDARD)
                ? List.of("in memory, --queues, --port-shards and --no-offload are not used")
                : List.of();
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
