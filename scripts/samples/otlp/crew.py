"""Agents, tasks and tools of CrewAI in few words, for both scripts that run it."""

import tracing  # noqa: F401 - finds the scripted model
from scripted_model import API_KEY


def agent(model, role, goal, backstory, tools=(), **options):
    from crewai import LLM, Agent

    llm = LLM(model="openai/gpt-4o-mini", base_url=model.base_url, api_key=API_KEY, max_retries=0)
    return Agent(role=role, goal=goal, backstory=backstory, tools=list(tools), llm=llm, **options)


def tool(function):
    from crewai.tools import tool as crew_tool

    return crew_tool(function.__name__)(function)


def kickoff(name, *tasks, **options):
    from crewai import Crew

    try:
        Crew(name=name, agents=[task.agent for task in tasks], tasks=list(tasks), **options).kickoff()
    except Exception as error:  # noqa: BLE001 - whatever the framework raises is the scenario
        print(type(error).__name__, str(error)[:120])


def task(description, expected, who, **options):
    from crewai import Task

    return Task(description=description, expected_output=expected, agent=who, **options)
