"""Imported by the fork server alone, before it makes children: tables that each of them would else build anew."""

from tasks_app.conditions import amounts, moments, understand

moments.dates("1 May 2030")
amounts.amounts("1 €", language="en")
understand("The price is below 5 euros")
