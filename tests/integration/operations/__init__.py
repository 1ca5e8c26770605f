"""Operations: actions, backups, upgrades, cleanup, scheduled work and traces."""
