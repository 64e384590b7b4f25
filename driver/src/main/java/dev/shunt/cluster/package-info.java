/** The register: control tables on each side, in which the instances of a fleet tell of themselves and see each other. */
@NullMarked
package dev.shunt.cluster;

import org.jspecify.annotations.NullMarked;
