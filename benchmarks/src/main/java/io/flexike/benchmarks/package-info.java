/** JMH benchmarks of codec, handshake and ESP, each beside its limit. */
package io.flexike.benchmarks;
