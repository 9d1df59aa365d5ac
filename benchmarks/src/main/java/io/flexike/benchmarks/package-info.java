/** JMH benchmarks of codec, handshake, refusals and ESP, each beside its limit, and floods of a whole process. */
package io.flexike.benchmarks;
