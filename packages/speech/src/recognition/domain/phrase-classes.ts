/** Word classes of the phrases that people say to an agent that works on their files and code. */
export const PHRASE_CLASSES = {
  politely:
    "please|could you|can you|could you please|can you please|would you|i want you to|i would like you to|i need you to|go ahead and|let us|let's|now|then|okay|and then|also|just||||||",
  kindly: 'please|for me|now|right now|again|too|as well|first||||||',
  digit: 'one|two|three|four|five|six|seven|eight|nine|ten',
  number:
    'zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|twenty one|twenty four|twenty five|forty two|one hundred|two hundred|five hundred|one thousand|eight thousand',
  ordinal: 'first|second|third|fourth|fifth|last|next|previous|new|newest|latest|other|current|main|same|old|whole',
  count: 'how many|the number of',
  place:
    'in this folder|in this directory|in this project|in this repository|in this repo|in this workspace|in the current folder|in the current directory|in the source folder|in the test folder|in the project|in the repository|in here|here|in my home folder|in the root folder|in that folder|in the folder|in it|there',
  filekind:
    'text|source|test|markdown|python|javascript|typescript|json|log|hidden|empty|large|image|audio|configuration|new|changed|modified|big|java|shell',
  files:
    'files|folders|directories|files and folders|<filekind> files|lines|tests|functions|to dos|errors|warnings|commits|branches|dependencies|packages|modules|classes|scripts|documents',
  file: 'the read me|the readme|the readme file|the read me file|the configuration|the configuration file|the config|the config file|the package file|the package json|the change log|the changelog|the license|the log|the log file|the test file|the main file|the index file|the source file|the <ordinal> file|this file|that file|the file|a file|a new file|the server file|the client file|the docker file|the build file|the build script|the notes|the to do list|the documentation|the manual|the results file|the report',
  thing:
    'the login page|the home page|the page|the website|the web page|the parser|the payment module|the module|the tests|the test|the unit tests|the build|the database|the server|the client|the interface|the user interface|the function|the class|the method|the component|the service|the gateway|the api|the code|the source code|the project|the program|the application|the app|the script|the command|the command line|the documentation|the docs|the pull request|the branch|the commit|the change|the changes|the last change|the last commit|the issue|the bug|the error|the error message|the warning|the problem|the failing test|the failing tests|the broken test|the session|the connection|the socket|the protocol|the queue|the cache|the worker|the thread|the timer|the timeout|the retry|the search|the index|the list|the table|the button|the form|the menu|the style|the layout|the header|the footer|the image|the audio|the voice|the recognizer|the recorder|the speaker|the microphone|the network|the request|the response|the message|the event|the handler|the route|the router|the query|the schema|the type|the types|the imports|the variable|the loop|the condition|the exception|the stack trace|the memory leak|the performance|the security|the dependency|the dependencies|the package|the release|the version|the user|the password|the settings|the account|the order|the report|the example|the examples|the code base|the repository|the folder|<file>',
  change:
    'fix|review|refactor|delete|remove|explain|update|rename|test|document|run|check|clean up|improve|simplify|rewrite|move|copy|change|edit|write|create|add|build|debug|describe|summarize|read|open|show me|find|look at|look into|investigate|analyze|search|optimize|format|lint|deploy|install|upgrade|replace|convert|split|merge|finish|implement|compare|verify|measure|profile|start|restart|stop|close|inspect|reproduce|revert|undo|commit|push|publish|compile|validate|save|print|download|load',
  agent:
    'the agent|the first agent|the second agent|the third agent|the last agent|the other agent|the new agent|the background agent|another agent|a new agent|codex|claude|gemini|parley|it|him|them|the coding agent|the helper',
  task: 'the task|the <ordinal> task|this task|that task|the job|the work|the <ordinal> request|the request|all tasks|all the tasks|everything|the <ordinal> job|the run|my request|my task',
  when: 'now|today|tomorrow|later|right now|again|in a minute|in an hour|in ten minutes|tonight|this morning|this afternoon|yesterday|next week|last week|this week',
  weekday: 'monday|tuesday|wednesday|thursday|friday|saturday|sunday',
  city: 'london|paris|berlin|new york|san francisco|tokyo|vienna|madrid|rome|boston|chicago|seattle|here|my city',
} as const
