/**
 * A hub with as many IKE SAs and Child SAs as one JVM holds, between two JVMs on the loopback device.
 *
 * <p>In the root of the project, {@code mvn -q -Pbench -DskipTests verify
 * -Dbench.main=io.flexike.benchmarks.scale.ManySessions -Dbench.args="2000 2 5"}: IKE SAs, Child SAs of each, seconds
 * of traffic.
 */
@org.jspecify.annotations.NullMarked
package io.flexike.benchmarks.scale;
