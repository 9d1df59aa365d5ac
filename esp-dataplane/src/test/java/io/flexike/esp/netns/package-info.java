/** Network namespaces for tests with real devices. */
package io.flexike.esp.netns;
