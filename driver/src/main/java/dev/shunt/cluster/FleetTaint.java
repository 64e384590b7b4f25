package dev.shunt.cluster;

import dev.shunt.journal.Taint;

/**
 * A taint as the register has it.
 *
 * @param instance whose writes may be missing
 * @param run in which of its runs it was gone; empty where it has marked the table itself
 * @param unclean the instance is gone and could not say what was pending; else it has marked the table itself
 */
public record FleetTaint(Taint taint, String instance, String run, boolean unclean) {}
