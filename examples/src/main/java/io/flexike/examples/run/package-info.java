/** A gateway as a program: its configuration file, its console, and the lines that it prints. */
package io.flexike.examples.run;
