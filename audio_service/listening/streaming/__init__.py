"""Streams of narrations in progress: how their frames are collected and sent."""
